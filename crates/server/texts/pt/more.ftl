# The last tab.
more-profile = O que se sabe do teu suor e o que testar a seguir
more-catalogue = Bebidas e comida, a tua despensa, o que gostas
more-settings = Unidades, dias, corpo, doenças, dieta
frame-what-if = E se…?
frame-catalogue = Catálogo
frame-settings = Definições
more-data = Fontes, exportação e eliminação
frame-data = Dados
more-test = Pesar-te antes e depois de uma sessão
more-log = O que bebeste, pesaste e fizeste
more-sharing = Quem vê o quê, e até quando
