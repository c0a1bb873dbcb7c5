# What stands around every page.
frame-skip = Saltar para o conteúdo
frame-demo = Demonstração: pessoas simuladas, e nada é guardado.
frame-pages-of = Páginas de { $name }
frame-today = Hoje
frame-timeline = Cronologia
frame-test = Teste
frame-plan = Plano
frame-profile = Perfil de suor
frame-language = Língua
frame-no-diagnosis = Informação e planeamento para pessoas saudáveis; não é um diagnóstico. Com uma doença, na gravidez, com menos de 18 anos ou com medicação, fale com um profissional de saúde.
frame-how-good = Quão bons são os números?
frame-api = API
frame-back = Voltar ao início
