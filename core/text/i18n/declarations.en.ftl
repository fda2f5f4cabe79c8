### Health declarations: why an answer is not taken, and why a declaration is urgent.

## Answers that are not taken: the key is "declaration-refused-" and RefusalKind::key.

declaration-refused-missing = This is not answered yet
declaration-refused-unknown = The form has no such question
declaration-refused-not-asked = By your other answers this is not asked
declaration-refused-repeated = This takes one answer only
declaration-refused-too-many = This has too many answers
declaration-refused-wrong-type = The answer is of another kind
declaration-refused-not-a-date = There is no such date
# $limit (number) = 5
declaration-refused-too-short = Write at least { $limit } characters
# $limit (number) = 20
declaration-refused-too-long = Write at most { $limit } characters
declaration-refused-characters = There are characters that no keyboard has
# $limit (text) = 1900
declaration-refused-too-small = The smallest number taken is { $limit }
# $limit (text) = 2021
declaration-refused-too-large = The greatest number taken is { $limit }
# $limit (text) = 3 May 2021
declaration-refused-too-early = The earliest date taken is { $limit }
# $limit (text) = 10 May 2021
declaration-refused-too-late = The latest date taken is { $limit }
declaration-refused-not-an-option = Choose one of the answers given
declaration-refused-not-a-unit = Choose an administrative unit from the list
declaration-refused-not-a-country = Choose a country from the list
declaration-refused-not-a-phone = This is no telephone number
declaration-refused-picture = Only JPEG pictures of at most 512 KB are taken

## Reasons of triage: the key is "declaration-reason-" and the reason in core/protocol/forms/*.rules.json.

declaration-reason-symptom = A symptom, or a temperature from 38 °C
declaration-reason-positive-test = A positive test
declaration-reason-close-contact = Close contact with a sick person
declaration-reason-possible-contact = Contact with somebody with symptoms or from an affected country
declaration-reason-animals = Contact with live animals
declaration-reason-affected-country = From or through an affected country
declaration-reason-left-place = Left the place of quarantine
