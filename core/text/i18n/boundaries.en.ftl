# Boundaries of provinces, districts and wards, which an operator imports.

# $number (text) = 12
# $code (text) = 68
# $what (text) = The set has no unit with this code
boundaries-line = Shape { $number } ({ $code }): { $what }
boundaries-unreadable = The file is no GeoJSON (FeatureCollection) or TopoJSON whose shapes have the property code as text.
boundaries-too-large = The file is too large: at most 64 MiB and 3,000,000 points.
boundaries-code = The set has no unit with this code
boundaries-twice = An earlier shape has the same code
boundaries-shape = Not a polygon, or a ring that does not end where it begins or has fewer than three points
boundaries-outside = A point lies outside of Vietnam, or is not written as longitude, latitude in degrees
boundaries-hoang-sa = The file lacks the Hoàng Sa islands (Đà Nẵng). A map of Vietnam has them.
boundaries-truong-sa = The file lacks the Trường Sa islands (Khánh Hòa). A map of Vietnam has them.
# $provinces (number) = 34
# $districts (number) = 0
# $wards (number) = 3321
# $points (number) = 17595
# $kept (number) = 4609
boundaries-taken = Boundaries: { $provinces } provinces, { $districts } districts, { $wards } wards. The file has { $points } points, { $kept } are kept.
boundaries-wrong = The file was not taken, and nothing was written.
boundaries-trial = Nothing was written. Run the command without --dry-run to write it.
boundaries-set = The sets of units are 2021 and 2025
