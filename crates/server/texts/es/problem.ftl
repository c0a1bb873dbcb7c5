# Problems as pages.
problem-title-not-found = Aquí no hay nada
problem-detail-not-found = Lo que se pidió no está en este servidor. Puede que se haya quitado.
problem-title-invalid = Algo no encaja
problem-detail-invalid = Los campos indicados abajo necesitan una corrección.
problem-title-malformed = La petición no se puede leer
problem-detail-malformed = Vuelve atrás e inténtalo de nuevo.
problem-title-storage = La base de datos no respondió
problem-detail-storage = No se guardó nada. Inténtalo de nuevo; si sigue así, mira el registro del servidor.
problem-title-unreadable-file = El archivo no se puede leer
problem-detail-unreadable-file = Elige un archivo FIT, TCX o GPX, o un zip de ellos.
problem-title-defect = El programa tiene un defecto
problem-detail-defect = Es un defecto del programa, no de lo que hiciste. El registro del servidor dice más.
problem-title-cannot-be-stored = Esto no se puede guardar
problem-detail-cannot-be-stored = No se guardó nada: un nombre o un archivo es más largo de lo que la base de datos admite.
problem-title-timeout = Tardó demasiado
problem-detail-timeout = Inténtalo más tarde o con una conexión mejor.
