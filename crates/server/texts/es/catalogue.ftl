# Catalogue and pantry.
catalogue-lead = Lo que hay en casa entra primero; lo que te gusta se prefiere; lo que no quieres nunca aparece.
catalogue-search = Buscar
catalogue-when = Cuándo
catalogue-any = a cualquier hora
catalogue-list = Mostrar
catalogue-all = todo
catalogue-find = Buscar
catalogue-found =
    { $count ->
        [one] Un artículo.
        *[other] { $count } artículos.
    }
catalogue-nothing = Nada coincide. Prueba con menos palabras, o añade un artículo tuyo abajo.
catalogue-home = En casa
catalogue-like = Me gusta
catalogue-dislike = Nunca
catalogue-remove = Quitar
catalogue-own = Añadir un artículo tuyo
catalogue-own-lead = Copia una ración de la etiqueta. Deja vacío lo que no dice: desconocido no es cero.
catalogue-add = Añadir
list-home = en casa
list-likes = que me gustan
list-dislikes = que nunca quiero
list-own = míos
catalogue-country = Se vende en
catalogue-everywhere = cualquier país
catalogue-contains = contiene { $foods }
catalogue-may-contain = puede contener { $foods }
catalogue-contents-unknown = otros ingredientes desconocidos: lee el envase
catalogue-checked = comprobado en { $when }
catalogue-old = comprobado hace más de un año
catalogue-mix-with = en { $water } de agua
catalogue-discontinued = ya no se vende
catalogue-before = Volver
catalogue-after = Más artículos
catalogue-barcode = Leer un código de barras
catalogue-no-camera = Aquí no hay cámara: escribe el número que hay bajo las barras.
catalogue-narrow = Cuándo, mis listas, país
