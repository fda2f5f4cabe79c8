//! Finding one's own visits in exports of places.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use crate::{
    export::{ExportError, TrustedKeys},
    places::{
        DaySeed, Row, Window,
        export::{PlacesReader, VerifiedPlaces},
        position,
    },
};

/// A place and day that this phone visited.
#[derive(Clone, Debug)]
pub struct VisitedDay {
    /// Names it to who matches.
    pub handle: u32,
    /// The seed of the place's day.
    pub seed: DaySeed,
}

/// A row that was about a visited place and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundWindow {
    /// Names the visited place and day.
    pub handle: u32,
    /// The row's position among those of the place and day.
    pub position: u8,
    /// What the row says.
    pub window: Window,
}

/// The tags that concern this phone: 48 for each place and day that it visited.
#[derive(Debug, Default)]
pub struct TagIndex {
    visited: Vec<VisitedDay>,
    /// By tag: the place in `visited`, and the position.
    tags: HashMap<[u8; 16], (u32, u8)>,
}

impl TagIndex {
    /// Derives the tags of visited places and days.
    pub fn new(visited: Vec<VisitedDay>) -> Self {
        let places = (0..).zip(&visited);
        let tags = places
            .flat_map(|(at, day)| (0..position::COUNT).map(move |position| (day.seed.tag(position), (at, position))));
        Self { tags: tags.collect(), visited }
    }

    /// Whether nothing was visited.
    pub fn is_empty(&self) -> bool {
        self.visited.is_empty()
    }

    /// What a row says to this phone; none where the row is about another place or day, or fills the export.
    pub fn find(&self, row: &Row) -> Option<FoundWindow> {
        let (at, position) = *self.tags.get(&row.tag())?;
        let visited = self.visited.get(usize::try_from(at).ok()?)?;
        let window = row.open(&visited.seed, position)?;
        Some(FoundWindow { handle: visited.handle, position, window })
    }

    /// Goes through a whole export. Nothing is found in one that no trusted key signed.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken, too large or not signed by a trusted key.
    pub fn match_export<R: Read + Seek>(
        &self,
        export: &mut PlacesReader<R>,
        trusted: &TrustedKeys,
    ) -> Result<(VerifiedPlaces, Vec<FoundWindow>), ExportError> {
        let mut stream = export.stream()?;
        let mut found = Vec::new();
        while let Some(row) = stream.next()? {
            found.extend(self.find(&row));
        }
        Ok((stream.finish(trusted)?, found))
    }
}
