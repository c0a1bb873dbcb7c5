# Problems as pages.
problem-title-not-found = Não há nada aqui
problem-detail-not-found = O que foi pedido não está neste servidor. Pode ter sido removido.
problem-title-invalid = Algo não bate certo
problem-detail-invalid = Os campos indicados abaixo precisam de correção.
problem-title-malformed = O pedido não se consegue ler
problem-detail-malformed = Volta atrás e tenta de novo.
problem-title-storage = A base de dados não respondeu
problem-detail-storage = Nada foi guardado. Tenta de novo; se continuar, vê o registo do servidor.
problem-title-unreadable-file = O ficheiro não se consegue ler
problem-detail-unreadable-file = Escolhe um ficheiro FIT, TCX ou GPX, ou um zip deles.
problem-title-defect = O programa tem um defeito
problem-detail-defect = É um defeito do programa, não do que fizeste. O registo do servidor diz mais.
problem-title-cannot-be-stored = Isto não pode ser guardado
problem-detail-cannot-be-stored = Nada foi guardado: um nome ou ficheiro é maior do que a base de dados aceita.
problem-title-timeout = Demorou demasiado
problem-detail-timeout = Tenta de novo mais tarde, ou com uma ligação melhor.
