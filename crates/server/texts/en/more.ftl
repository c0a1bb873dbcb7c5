# The last tab.
more-profile = What is known of your sweating, and what to test next
more-catalogue = Drinks and foods, your pantry, what you like
more-settings = Units, days, body, conditions, diet
frame-what-if = What if
frame-catalogue = Catalogue
frame-settings = Settings
more-data = Sources, export and erasure
frame-data = Data
more-test = Weigh before and after a session
more-log = What you drank, weighed and did
more-sharing = Who sees what, until when
