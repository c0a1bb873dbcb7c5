# A leitura de um adesivo de suor.
scan-title = Ler um adesivo
scan-lead = Fotografa o adesivo no braço; o que ele mostra torna-se um teste de suor do treino certo.
scan-photo = Tira uma fotografia do adesivo
scan-photo-hint = a 15 a 20 cm, luz uniforme, os quatro quadrados pretos na imagem
scan-looking = A analisar…
scan-again = Tirar outra fotografia do mesmo adesivo
scan-failed = Não foi possível enviar agora a fotografia; segue com o formulário.
scan-drawn = A fotografia, com o que foi encontrado desenhado por cima
scan-sweat = Suor no adesivo
scan-chloride = Cloreto
scan-at-least = pelo menos { $amount }
scan-at-most = no máximo { $amount }
scan-another-patch = Esta fotografia mostra algo diferente da anterior: vale agora sozinha.
scan-minutes = Minutos a suar
scan-site = Onde estava o adesivo
scan-temperature = Temperatura do ar
scan-workout = Que treino
scan-another = outro, não gravado
scan-session = A sessão
scan-sport = Desporto
scan-duration = Duração
scan-start = Início (agora, se vazio)
scan-more = Humidade, pele sob o adesivo, massa corporal
scan-humidity = Humidade (50 %, se vazio)
scan-inlet = Pele que sua para dentro dele (o que o adesivo diz, se vazio)
scan-mass-before = Massa antes
scan-mass-after = Massa depois
scan-keep = Guardar como teste de suor
scan-busy = A calcular…
scan-not-kept = Ainda não guardado
scan-mend = Tudo o que escreveste continua aqui. Corrige o que está assinalado.
scan-whose = De quem é o próximo adesivo?
scan-round = Um telemóvel passa por todos: { $squad }
scan-kept = { $name }: o teste está guardado.
scan-see = Ver
scan-tests = { $tests ->
    [0] ainda sem testes
    [one] 1 teste
   *[other] { $tests } testes
}

# Porque uma fotografia, ou parte dela, não é lida, e o que fazer.
refusal-not_a_photo = Isto não é uma fotografia que possa ser lida: envia um JPEG, PNG ou HEIC.
refusal-heic = Este tipo de HEIC ou AVIF não pode ser lido: põe a câmara em “mais compatível” ou envia um JPEG.
refusal-animated = As imagens animadas não podem ser lidas: envia um JPEG, PNG ou HEIC.
refusal-damaged = A fotografia está danificada ou incompleta: envia-a de novo.
refusal-print_colours = As fotografias em cores de impressão (CMYK) não podem ser lidas: envia-a como a câmara a fez.
refusal-too_large = A fotografia tem mais de 64 megapíxeis: envia uma mais pequena.
refusal-too_small = A fotografia é demasiado pequena: envia-a em tamanho completo.
refusal-no_patch = Não vejo nenhum adesivo: enche a imagem com ele.
refusal-unknown_layout = Este tipo de adesivo não é conhecido aqui: junta o seu ficheiro de descrição.
refusal-mirrored_image = A fotografia está espelhada: usa a câmara de trás.
refusal-several_patches = Há mais de um adesivo: fotografa um de cada vez.
refusal-too_blurred = A fotografia está desfocada: não te mexas, toca para focar, a 15 a 20 cm.
refusal-patch_too_small = O adesivo está demasiado pequeno na fotografia: aproxima-te até encher a imagem.
refusal-too_dark = Está demasiado escuro: vira-te para a luz ou acende uma lâmpada.
refusal-overexposed = Está demasiado claro: sai da luz direta ou toca no adesivo.
refusal-fiducial_hidden = Um canto do adesivo está tapado: mostra os quatro quadrados pretos.
refusal-patch_deformed = O adesivo está enrugado: alisa-o e fotografa ao longo do braço.
refusal-front_ambiguous = O fim da linha laranja não é claro (uma gota, uma sombra?): seca o adesivo e tenta de novo.
refusal-front_hidden = Algo tapa o fim da linha laranja: afasta a mão ou a manga.
refusal-glare_over_front = Há um reflexo na linha laranja: inclina o telemóvel.
refusal-channel_unreadable = O canal não se distingue (um reflexo, uma sombra?): inclina o telemóvel, usa luz uniforme.
refusal-not_filled = Há pouco suor para ver onde acaba a linha laranja: continua a suar e tenta mais tarde.
refusal-assay_not_filled = A câmara do cloreto ainda não está cheia: continua a suar e tenta mais tarde.
refusal-glare_over_assay = Há um reflexo na câmara do cloreto: inclina o telemóvel.
refusal-assay_hidden = Algo tapa a câmara do cloreto: afasta a mão ou a manga.
refusal-glare_over_chips = Há um reflexo nos quadrados de cor: inclina o telemóvel.
refusal-colour_reference_unreliable = A luz é mista ou colorida: vai para onde seja uniforme.
refusal-assay_colour_off_curve = A cor da câmara não pertence a este tipo de adesivo: verifica o lote e a idade.
# Que canto do adesivo está tapado, na fotografia como se vê.
scan-not-seen = Não se vê na fotografia: { $corners }.
corner-right = à direita
corner-bottom_right = em baixo à direita
corner-bottom = em baixo
corner-bottom_left = em baixo à esquerda
corner-left = à esquerda
corner-top_left = em cima à esquerda
corner-top = em cima
corner-top_right = em cima à direita
scan-ask = Mostra os quatro quadrados à câmara.
