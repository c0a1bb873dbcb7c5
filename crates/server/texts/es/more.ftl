# The last tab.
more-profile = Lo que se sabe de tu sudor y qué probar ahora
more-what-if = Más calor, más largo, más duro: mira qué exigiría
more-catalogue = Bebidas y comida, tu despensa, lo que te gusta
more-settings = Unidades, días, cuerpo, enfermedades, dieta
frame-more = Más
frame-what-if = Y si
frame-catalogue = Catálogo
frame-settings = Ajustes
more-data = Fuentes, exportación y borrado
frame-data = Datos
