# The last tab.
more-profile = What is known of your sweating, and what to test next
more-what-if = Warmer, longer, harder: see what it would take
more-catalogue = Drinks and foods, your pantry, what you like
more-settings = Units, days, body, conditions, diet
frame-more = More
frame-what-if = What if
frame-catalogue = Catalogue
frame-settings = Settings
more-data = Sources, export and erasure
frame-data = Data
