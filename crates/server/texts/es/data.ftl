# La página de los datos del deportista, y lo que se dice sin red.
data-title = Tus datos
data-lead = De dónde vienen, y cómo llevártelos o borrarlos. Son tuyos.
data-sources = Fuentes
data-no-sources = Aún no ha llegado ningún archivo. Las grabaciones del reloj y las exportaciones de otras plataformas se guardan tal como llegan.
data-add = Añadir una grabación
data-source-counts = { $reports ->
    [one] 1 registro
   *[other] { $reports } registros
}, { $observations ->
    [one] 1 observación.
   *[other] { $observations } observaciones.
}
data-source-recovered = { $count ->
    [one] 1 estaba dañado y se leyó hasta donde se pudo.
   *[other] { $count } estaban dañados y se leyeron hasta donde se pudo.
}
data-source-last = Último: { $when }
data-export = Llevártelos
data-export-what = Todo en un solo archivo: todas las entradas, los archivos tal como llegaron, tablas para una hoja de cálculo, observaciones FHIR para una clínica, y las series medidas. Otro Isotone puede volver a leerlo.
data-export-button = Descargar todo
data-install = En tu teléfono
data-install-what = Instalado como aplicación, el último plan se abre sin red, y un pesaje escrito en el gimnasio se envía más tarde.
data-install-button = Instalar
data-install-by-hand = Sin el botón: abre el menú del navegador y elige “Añadir a pantalla de inicio”.
data-erase = Borrar
data-erase-what = Borra todo para siempre: entradas, archivos, pruebas, recibos. Solo quedan el hecho y la fecha. Si puedes quererlos de nuevo, llévate antes tus datos.
data-erase-confirm = Escribe { $name } para borrar
data-erase-mistyped = “{ $typed }” no es { $name }. No se ha borrado nada.
data-erase-button = Borrar todo

offline-title = Sin red
offline-lead = Esta página aún no se ha abierto en este aparato, así que no puede mostrarse sin red.
offline-what-works = Las páginas que ya abriste se abren, y un pesaje escrito ahora se guarda y se envía más tarde.
offline-begin = Al inicio
offline-gone = Sin red: lo que ves es lo último que se vio.
offline-seen = Tal como se vio el
offline-waiting = Guardadas en este aparato, se envían cuando haya red:
offline-sent = Enviadas de lo guardado en este aparato:
offline-refused = El servidor no aceptó lo que estaba guardado en este aparato:
offline-discard = Descartar
offline-kept-title = Guardado
offline-kept-lead = No hay red. Lo que escribiste queda guardado en este aparato con su hora, y se envía cuando la haya: vuelve entonces a abrir Isotone.

data-what-isotone-is = Qué beber y comer, y cuándo
