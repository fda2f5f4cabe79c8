//! Which part of the country: what an officer may see, and where a centre and its cases lie.

/// A part of the country, as the path to it from the top: `68/672/24787/` is a ward, `68/` its province, the empty path
/// the whole country. A health centre has a part of its own inside its unit, `68/672/24787/.ID/`; a centre of no unit
/// lies at `.ID/`, inside the country alone.
///
/// So the rows of an area are a range of the column that holds their path ([`Area::bounds`]). Such a column has the type
/// `{ordered}` in the rooms' scripts, which both databases compare byte by byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Area(String);

impl Area {
    /// The whole country.
    pub(crate) const COUNTRY: Self = Self(String::new());

    /// The area at this path, as it is stored.
    pub(crate) fn at(path: String) -> Self {
        Self(path)
    }

    /// The area of a unit inside this one.
    pub(crate) fn unit(&self, code: &str) -> Self {
        Self(format!("{}{}/", self.0, escaped(code)))
    }

    /// The area of one health centre inside this one.
    pub(crate) fn centre(&self, id: &str) -> Self {
        Self(format!("{}.{}/", self.0, escaped(id)))
    }

    /// The path.
    pub(crate) fn path(&self) -> &str {
        &self.0
    }

    /// Whether the other area is this one or a part of it.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The unit that the area is, or that its health centre lies in: where an officer adds and sees places. None for a centre
    /// of no unit.
    pub(crate) fn territory(&self) -> Option<Self> {
        let parent = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
        let path = self.0.strip_suffix('/').unwrap_or(&self.0);
        let (around, last) = path.split_at(parent(path));
        match (last.starts_with('.'), around) {
            (false, _) => Some(self.clone()),
            (true, "") => None,
            (true, around) => Some(Self(around.to_owned())),
        }
    }

    /// The range of the paths inside, for `path >= ?1 AND path < ?2`.
    pub(crate) fn bounds(&self) -> (String, String) {
        // `0` follows `/`, and `~` follows whatever a path begins with.
        let end = self.0.strip_suffix('/').map_or_else(|| "~".to_owned(), |path| format!("{path}0"));
        (self.0.clone(), end)
    }
}

/// A part of a path: ids of schema version 1 are names, and may hold a slash.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_territory_of_a_centre_is_its_unit_and_a_centre_of_no_unit_has_none() {
        let ward = Area::COUNTRY.unit("68").unit("24787");
        assert_eq!(ward.centre("a").territory(), Some(ward.clone()));
        assert_eq!(ward.territory(), Some(ward));
        assert_eq!(Area::COUNTRY.territory(), Some(Area::COUNTRY));
        assert_eq!(Area::COUNTRY.centre("a").territory(), None);
        assert_eq!(Area::COUNTRY.centre("a/b").territory(), None);
    }

    #[test]
    fn an_area_covers_what_lies_inside_and_its_bounds_say_the_same() {
        let province = Area::COUNTRY.unit("68");
        let (ward, other) = (province.unit("672").unit("24787"), province.unit("672").unit("24788"));
        let areas = [
            Area::COUNTRY,
            province.clone(),
            Area::COUNTRY.unit("6"),
            ward.clone(),
            other,
            ward.centre("a"),
            ward.centre("ab"),
            Area::COUNTRY.centre("a"),
            Area::COUNTRY.centre("a/b"),
            Area::COUNTRY.centre("Trạm y tế"),
        ];
        for area in &areas {
            let (from, to) = area.bounds();
            for other in &areas {
                let inside = from.as_str() <= other.path() && other.path() < to.as_str();
                assert_eq!(inside, area.covers(other), "{area:?} {other:?}");
            }
        }
        assert!(province.covers(&ward.centre("a")) && !ward.covers(&province) && !ward.centre("a").covers(&ward));
        assert!(!Area::COUNTRY.centre("a").covers(&Area::COUNTRY.centre("a/b")), "a slash in an id leads nowhere");
        assert!(Area::COUNTRY.covers(&Area::COUNTRY.centre("Trạm")));
    }
}
