//! Pictures of documents that come with a declaration: drawn again, sealed for seven days, shown to whoever declared and to
//! officers.

use std::sync::Arc;

use lancan_protocol::forms::FormVersion;
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::desk::{about, id_of, seen, territory};
use super::store::{self, DeclarationId, ListedRow};
use super::{Declarations, Declarer, picture_store};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::http::Officer;
use crate::store::Transaction;

/// Most pictures of a declaration.
pub(crate) const MOST_PICTURES: usize = 3;
/// Days that a picture is kept.
const KEPT_DAYS: u32 = 7;

fn label(id: &DeclarationId, position: u32) -> String {
    format!("declaration_pictures|sealed|{}|{position}", hex::encode(id))
}

/// A declaration of the number that pictures can come with: none of somebody else.
fn own(tx: &mut dyn Transaction, declarer: Declarer, id: &DeclarationId) -> Result<ListedRow, Failure> {
    let is_own = |row: &ListedRow| row.number == declarer.number && row.form != FormVersion::SUSPECT;
    let row = store::find(tx, id)?.map(|row| row.listed).filter(is_own);
    Ok(row.ok_or(Problem::NotFound)?)
}

fn too_many() -> Failure {
    Refusal::of_field("photo", "web-picture-many", Vec::new()).into()
}

impl Declarations {
    /// Adds pictures to one of the number's declarations. Nothing of a file is kept but what is seen on it.
    ///
    /// # Errors
    /// A refusal of the field `photo` where there is none, one is no picture, or there are too many; and
    /// [`Problem::NotFound`] where the number has no such declaration.
    pub(crate) async fn add_pictures(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
        files: Vec<Vec<u8>>,
    ) -> Result<(), Failure> {
        if files.is_empty() {
            return Err(Refusal::of_field("photo", "web-picture-none", Vec::new()).into());
        }
        let there = self.own_pictures(declarer, id).await?.len();
        if there + files.len() > MOST_PICTURES {
            return Err(too_many());
        }
        let (drawn, declarations) = (self.pictures.drawn(files).await?, self.clone());
        let work = move |tx: &mut dyn Transaction| {
            let today = declarations.today();
            let expiry = own(tx, declarer, &id)?.expiry.min(today.plus(KEPT_DAYS));
            let key = declarations.expiry_keys.get_or_make(expiry)?;
            let taken = picture_store::positions(tx, &id, today)?;
            let mut free = (0..).filter(|position| !taken.contains(position));
            for picture in &drawn {
                let position = free.next().filter(|at| usize::try_from(*at).is_ok_and(|at| at < MOST_PICTURES));
                let position = position.ok_or_else(too_many)?;
                let sealed = key.seal(&label(&id, position), picture).map_err(Fault::from)?;
                picture_store::delete(tx, &id, position)?;
                picture_store::insert(tx, &id, position, expiry, &sealed)?;
            }
            Ok::<_, Failure>(())
        };
        self.store.run("add_pictures", work).await
    }

    /// Keeps a picture of one of the number's declarations at a position, in the place of the one that is there.
    ///
    /// # Errors
    /// A refusal where it is no picture, and [`Problem::NotFound`] where the number has no such declaration, or a declaration no
    /// such position.
    pub(super) async fn put_picture(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
        position: u32,
        file: Vec<u8>,
    ) -> Result<(), Failure> {
        if !usize::try_from(position).is_ok_and(|at| at < MOST_PICTURES) {
            return Err(Problem::NotFound.into());
        }
        self.own_pictures(declarer, id).await?;
        let (drawn, declarations) = (self.pictures.drawn(vec![file]).await?, self.clone());
        let work = move |tx: &mut dyn Transaction| {
            let today = declarations.today();
            let expiry = own(tx, declarer, &id)?.expiry.min(today.plus(KEPT_DAYS));
            let key = declarations.expiry_keys.get_or_make(expiry)?;
            for picture in &drawn {
                let sealed = key.seal(&label(&id, position), picture).map_err(Fault::from)?;
                picture_store::delete(tx, &id, position)?;
                picture_store::insert(tx, &id, position, expiry, &sealed)?;
            }
            Ok::<_, Failure>(())
        };
        self.store.run("put_picture", work).await
    }

    /// The positions of the pictures of one of the number's declarations.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the number has no such declaration.
    pub(crate) async fn own_pictures(&self, declarer: Declarer, id: DeclarationId) -> Result<Vec<u32>, Failure> {
        let today = self.today();
        let work = move |tx: &mut dyn Transaction| {
            own(tx, declarer, &id)?;
            Ok::<_, Failure>(picture_store::positions(tx, &id, today)?)
        };
        self.store.view("own_pictures", work).await
    }

    /// A picture of one of the number's declarations, JPEG.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none.
    pub(crate) async fn own_picture(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
        position: u32,
    ) -> Result<Vec<u8>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            own(tx, declarer, &id)?;
            declarations.picture_in(tx, &id, position)
        };
        self.store.view("own_picture", work).await
    }

    /// Deletes a picture of one of the number's declarations.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none.
    pub(crate) async fn delete_picture(
        &self,
        declarer: Declarer,
        id: DeclarationId,
        position: u32,
    ) -> Result<(), Failure> {
        let work = move |tx: &mut dyn Transaction| {
            own(tx, declarer, &id)?;
            if picture_store::delete(tx, &id, position)? { Ok(()) } else { Err(Problem::NotFound.into()) }
        };
        self.store.run("delete_picture", work).await
    }

    /// A picture of a declaration, JPEG, for whoever may see it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none, or its key is destroyed.
    pub(crate) fn picture_in(
        &self,
        tx: &mut dyn Transaction,
        id: &DeclarationId,
        position: u32,
    ) -> Result<Vec<u8>, Failure> {
        let (expiry, sealed) = picture_store::find(tx, id, position)?.ok_or(Problem::NotFound)?;
        let key = self.expiry_keys.read(expiry)?.ok_or(Problem::NotFound)?;
        Ok(key.open(&label(id, position), &sealed).map_err(Fault::from)?.to_vec())
    }

    /// The positions of a declaration's pictures, for whoever may see them.
    ///
    /// # Errors
    /// A fault of the store.
    pub(crate) fn pictures_of(&self, tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Vec<u32>, Failure> {
        Ok(picture_store::positions(tx, id, self.today())?)
    }

    /// A picture of a declaration of an officer's area, JPEG. The look is in the audit log.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the area has none.
    pub(crate) async fn picture_for(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        position: u32,
    ) -> Result<Vec<u8>, Failure> {
        let (id, declarations) = (id_of(id)?, self.clone());
        let (area, allowed) = (territory(officer), territory(officer));
        let allow = move |tx: &mut dyn Transaction| seen(tx, &allowed, &id).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            seen(tx, &area, &id)?;
            declarations.picture_in(tx, &id, position)
        };
        self.officers.read(officer, "view-declaration-picture", about(&id), allow, read).await
    }
}
