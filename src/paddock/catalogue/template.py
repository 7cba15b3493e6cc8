"""A small catalogue file to start one's own from."""

TEMPLATE = """\
# A season of your own. Every fact needs `sources` (web addresses or ids of [[source]] tables) or
# status = "unverified". Check the folder with: paddock catalogue check FOLDER

[season]
id = "my-series-2027"
name = "My Series 2027"
series = "my-series"
year = 2027
status = "unverified"
announced = 2026-11-01          # an `--as-of` view before this day does not show it

[[series]]
id = "my-series"
name = "My Series"
kind = "championship"           # championship, cup or race
status = "unverified"

[[class]]
id = "gt3"
name = "GT3"
category = "gt"
status = "unverified"

[[class.rule]]
id = "regulation"
kind = "regulation"
text = "The class is for GT3 cars."
accepts = ["gt3"]
status = "unverified"

[[meeting]]
id = "spa"
name = "Spa"
circuit = "spa"                 # `paddock list circuits` shows the ids
first_day = 2027-05-07
last_day = 2027-05-09
race_days = [2027-05-09]
classes = ["gt3"]
status = "unverified"

[[meeting.session]]
id = "race"
kind = "race"
day = 2027-05-09
start = 14:00:00                # local time
duration_min = 180

# A change is appended, never written over the fact it changes:
# [[amendment]]
# of = "meeting:my-series-2027/spa"
# announced = 2027-02-01
# change = "moved"
# because = "moved by a week"
# set = { first_day = 2027-05-14, last_day = 2027-05-16, race_days = [2027-05-16], session = [] }
# sources = ["https://example.org/news"]
"""
