# Catalogue and pantry.
catalogue-lead = O que há em casa entra primeiro; o que gostas é preferido; o que não queres nunca aparece.
catalogue-search = Procurar
catalogue-when = Quando
catalogue-any = a qualquer hora
catalogue-list = Mostrar
catalogue-all = tudo
catalogue-find = Procurar
catalogue-found =
    { $count ->
        [one] Um artigo.
        *[other] { $count } artigos.
    }
catalogue-nothing = Nada encontrado. Tenta menos palavras, ou junta um artigo teu abaixo.
catalogue-home = Em casa
catalogue-like = Gosto
catalogue-dislike = Nunca
catalogue-remove = Remover
catalogue-own = Juntar um artigo teu
catalogue-own-lead = Copia uma dose do rótulo. Deixa vazio o que não diz: desconhecido não é zero.
catalogue-add = Juntar
list-home = em casa
list-likes = de que gosto
list-dislikes = que nunca quero
list-own = meus
catalogue-country = À venda em
catalogue-everywhere = qualquer país
catalogue-contains = contém { $foods }
catalogue-may-contain = pode conter { $foods }
catalogue-contents-unknown = outros ingredientes desconhecidos: lê a embalagem
catalogue-checked = verificado em { $when }
catalogue-old = verificado há mais de um ano
catalogue-mix-with = em { $water } de água
catalogue-discontinued = já não se vende
catalogue-before = Voltar
catalogue-after = Mais artigos
catalogue-barcode = Ler um código de barras
catalogue-no-camera = Aqui não há câmara: escreve o número por baixo das barras.
catalogue-narrow = Quando, as minhas listas, país
