### The risk of areas: a layer of the safety map.

area-risk-title = Risk by area
area-risk-lead = Officers of a province enter the risk of a province, district or ward. Everybody sees it on the safety map, with its source. It changes no facility’s result.
area-risk-unit = Name of the province, district or ward
area-risk-score = Risk, a number from 0 to 100
area-risk-from = From
area-risk-until = Until the end of
area-risk-source = Source
area-risk-source-hint = Such as the number of a decision or the name of a report. Everybody can read it.
area-risk-enter = Enter the risk
area-risk-list = Entered and not over
area-risk-none = No risk was entered.
area-risk-column = Risk
area-risk-take-back = Take back
area-risk-taken-back = Taken back
area-risk-low = Low
area-risk-moderate = Moderate
area-risk-high = High
area-risk-very-high = Very high
area-risk-error-score = The risk is a number from 0 to 100.
area-risk-error-from = Write the first day, such as 27/5/2021, no more than 31 days ahead.
area-risk-error-until = Write the last day: today or later, after the first day, and at most 92 days after it.
area-risk-error-source = Write the source, at most 200 characters.
area-risk-error-unit = Search and choose a unit of your province.
area-risk-error-province = Only officers of a province or of the country enter a risk.

## On the map

map-risk-show = Show the risk by area
map-risk-hide = Hide the risk by area
map-risk-legend = The coloured ground with a number behind a symbol is the risk of the area: 1 low, 2 moderate, 3 high, 4 very high.
# $until (text) = 30/05/2021
# $source (text) = Decision 12/QĐ-UBND
map-risk-of = until the end of { $until }, by { $source }

## Acts in the audit log

console-act-list-area-risks = Look at the risk by area
console-act-enter-area-risk = Enter the risk of an area
console-act-take-back-area-risk = Take the risk of an area back
