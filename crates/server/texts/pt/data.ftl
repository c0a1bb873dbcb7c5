# A página dos dados do atleta, e o que se diz sem rede.
data-title = Os teus dados
data-lead = De onde vêm, e como os levar contigo ou apagar. São teus.
data-sources = Fontes
data-no-sources = Ainda não chegou nenhum ficheiro. As gravações do relógio e as exportações de outras plataformas ficam guardadas tal como vieram.
data-add = Adicionar uma gravação
data-source-counts = { $reports ->
    [one] 1 registo
   *[other] { $reports } registos
}, { $observations ->
    [one] 1 observação.
   *[other] { $observations } observações.
}
data-source-recovered = { $count ->
    [one] 1 estava danificado e foi lido até onde foi possível.
   *[other] { $count } estavam danificados e foram lidos até onde foi possível.
}
data-source-last = Último: { $when }
data-export = Levar contigo
data-export-what = Tudo num só arquivo: todas as entradas, os ficheiros tal como vieram, tabelas para uma folha de cálculo, observações FHIR para uma clínica, e as séries medidas. Outro Isotone consegue voltar a lê-lo.
data-export-button = Descarregar tudo
data-install = No telemóvel
data-install-what = Instalado como aplicação, o último plano abre sem rede, e uma pesagem escrita no ginásio é enviada mais tarde.
data-install-button = Instalar
data-install-by-hand = Sem o botão: abre o menu do navegador e escolhe “Adicionar ao ecrã principal”.
data-erase = Apagar
data-erase-what = Apaga tudo para sempre: entradas, ficheiros, testes, recibos. Só ficam o facto e a data. Se os puderes querer de volta, leva primeiro os teus dados contigo.
data-erase-confirm = Escreve { $name } para apagar
data-erase-mistyped = “{ $typed }” não é { $name }. Nada foi apagado.
data-erase-button = Apagar tudo

offline-title = Sem rede
offline-lead = Esta página ainda não foi aberta neste aparelho, por isso não pode ser mostrada sem rede.
offline-what-works = As páginas que já abriste continuam a abrir, e uma pesagem escrita agora fica guardada e é enviada mais tarde.
offline-begin = Para o início
offline-gone = Sem rede: o que vês é o que foi visto da última vez.
offline-seen = Tal como foi visto em
offline-waiting = Guardadas neste aparelho, a enviar quando houver rede:
offline-sent = Enviadas do que estava guardado neste aparelho:
offline-refused = O servidor não aceitou o que estava guardado neste aparelho:
offline-discard = Deitar fora
offline-kept-title = Guardado
offline-kept-lead = Não há rede. O que escreveste fica guardado neste aparelho com a sua hora, e é enviado quando houver: volta então a abrir o Isotone.

data-what-isotone-is = O que beber e comer, e quando
