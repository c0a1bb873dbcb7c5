# The last tab.
more-profile = O que se sabe do teu suor e o que testar a seguir
more-what-if = Mais quente, mais longo, mais duro: vê o que exigiria
more-catalogue = Bebidas e comida, a tua despensa, o que gostas
more-settings = Unidades, dias, corpo, doenças, dieta
frame-more = Mais
frame-what-if = E se
frame-catalogue = Catálogo
frame-settings = Definições
more-data = Fontes, exportação e eliminação
frame-data = Dados
