//! What a store says it holds: the answer to `ListObjectsV2`, in XML.

/// One page of a listing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The names of objects.
    pub(super) keys: Vec<String>,
    /// With what the next page is asked for; `None` on the last one.
    pub(super) next: Option<String>,
}

/// Reads a page; `None` where it is none.
pub(super) fn read(text: &str) -> Option<Page> {
    let (_, listing) = text.split_once("<ListBucketResult")?;
    let (listing, _) = listing.rsplit_once("</ListBucketResult>")?;
    let mut page = Page::default();
    let mut rest = listing;
    while let Some((_, entry)) = rest.split_once("<Contents>") {
        let (entry, after) = entry.split_once("</Contents>")?;
        page.keys.push(element(entry, "Key")?);
        rest = after;
    }
    if element(listing, "IsTruncated").as_deref() == Some("true") {
        page.next = Some(element(listing, "NextContinuationToken").filter(|token| !token.is_empty())?);
    }
    Some(page)
}

/// What the first element of a name holds.
pub(super) fn element(text: &str, name: &str) -> Option<String> {
    let (_, held) = text.split_once(&format!("<{name}>"))?;
    let (held, _) = held.split_once('<')?;
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&#34;", "\"")];
    let plain = plain.iter().fold(held.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain));
    Some(plain.replace("&amp;", "&"))
}

/// The reader of listings, for the fuzz target: names of a page come back when the page is written again.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_listing(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Some(page) = read(text) {
        assert_eq!(read(&written(&page)).as_ref(), Some(&page));
    }
}

/// A page as a store writes it.
#[cfg(any(test, fuzzing))]
fn written(page: &Page) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    };
    let keys = page.keys.iter().map(|key| format!("<Contents><Key>{}</Key><Size>1</Size></Contents>", escaped(key)));
    let keys: String = keys.collect();
    let next = page.next.as_ref().map_or_else(
        || "<IsTruncated>false</IsTruncated>".to_owned(),
        |token| {
            let token = escaped(token);
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>")
        },
    );
    format!("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"x\"><Name>b</Name>{next}{keys}</ListBucketResult>")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the maker of the interface documents an answer.
    const PAGE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bucket</Name>
  <Prefix/>
  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <KeyCount>2</KeyCount>
  <MaxKeys>2</MaxKeys>
  <IsTruncated>true</IsTruncated>
  <Contents>
    <Key>happyface.jpg</Key>
    <LastModified>2014-11-21T19:40:05.000Z</LastModified>
    <ETag>"70ee1738b6b21e2c8a43f3a5ab0eee71"</ETag>
    <Size>11</Size>
    <StorageClass>STANDARD</StorageClass>
  </Contents>
  <Contents><Size>4</Size><Key>a&amp;lt;b</Key></Contents>
</ListBucketResult>"#;

    #[test]
    fn a_page_gives_its_names_and_how_to_go_on() {
        let page = read(PAGE).unwrap();
        assert_eq!(page.keys, ["happyface.jpg", "a&lt;b"]);
        assert_eq!(page.next.as_deref(), Some("1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM="));
        let last = PAGE.replace("<IsTruncated>true", "<IsTruncated>false");
        assert_eq!(read(&last).unwrap().next, None);
    }

    #[test]
    fn what_is_no_whole_page_is_none() {
        for text in ["", "<html>", "<ListBucketResult>", PAGE.split_once("</ListBucketResult>").unwrap().0] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&PAGE.replace("NextContinuationToken", "Other")), None, "there is more, and no way to it");
        assert_eq!(read(&PAGE.replace("</Contents>", "")), None);
    }

    proptest! {
        #[test]
        fn every_page_is_read_as_it_was_written(
            keys in prop::collection::vec("[ -~é]{1,20}", 0..5), next in prop::option::of("[!-~]{1,20}"),
        ) {
            let page = Page { keys, next };
            prop_assert_eq!(read(&written(&page)), Some(page));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}", cut in 0_usize..600) {
            fuzzed_listing(text.as_bytes());
            let cut: String = PAGE.chars().take(cut).collect();
            fuzzed_listing(format!("{cut}{text}</ListBucketResult>").as_bytes());
        }
    }
}
