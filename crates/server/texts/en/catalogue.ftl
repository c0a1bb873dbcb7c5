# Catalogue and pantry.
catalogue-lead = What is at home goes first into baskets; what you like is preferred; what you do not want never comes.
catalogue-search = Search
catalogue-when = When
catalogue-any = at any time
catalogue-list = Show
catalogue-all = everything
catalogue-find = Find
catalogue-found =
    { $count ->
        [one] One item.
        *[other] { $count } items.
    }
catalogue-nothing = Nothing fits. Try fewer words, or add an item of your own below.
catalogue-home = At home
catalogue-like = Like
catalogue-dislike = Never
catalogue-remove = Remove
catalogue-own = Add an item of your own
catalogue-own-lead = Copy one serving from the label. Leave empty what it does not say: unknown is not zero.
catalogue-add = Add it
list-home = at home
list-likes = liked
list-dislikes = never wanted
list-own = my own
catalogue-country = Sold in
catalogue-everywhere = any country
catalogue-contains = contains { $foods }
catalogue-may-contain = may contain { $foods }
catalogue-contents-unknown = other contents unknown: read the pack
catalogue-checked = checked { $when }
catalogue-old = checked more than a year ago
catalogue-mix-with = in { $water } of water
catalogue-discontinued = no longer sold
catalogue-before = Back
catalogue-after = More items
catalogue-barcode = Scan a barcode
catalogue-no-camera = No camera here: type the number below the bars.
catalogue-narrow = When, my lists, country
