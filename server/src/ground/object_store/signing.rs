//! Signatures of requests to an S3-compatible store: AWS Signature, version 4, in the header `Authorization`.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};
use ring::{digest, hmac};

use crate::ground::calendar::Date;
use crate::ground::sms::SecretText;

/// What the algorithm is called.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The service that requests are signed for.
const SERVICE: &str = "s3";

/// What signs.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) region: String,
    pub(super) access_key: String,
    pub(super) secret: SecretText,
}

/// A request as it is signed.
pub(super) struct Unsigned<'r> {
    pub(super) method: &'r str,
    /// The path, percent-encoded.
    pub(super) path: &'r str,
    /// The query, in the order of its encoded text; not encoded yet.
    pub(super) query: &'r [(&'r str, &'r str)],
    /// Names in lower case, in their order, `host` and `x-amz-date` among them.
    pub(super) headers: &'r [(&'r str, &'r str)],
    /// SHA-256 of the body, in hex.
    pub(super) body: &'r str,
}

/// A time as signatures name it: `20210524T100000Z`.
pub(super) fn timestamp(at: UnixTime) -> String {
    let (date, seconds) = (Date(KeyDays::UTC.day(at)), at.0 % Day::SECONDS);
    let date = date.to_string().replace('-', "");
    format!("{date}T{:02}{:02}{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The query of a request, encoded.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// All but letters, digits, `-`, `.`, `_` and `~` percent-encoded.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&hex::encode(&[byte]).to_ascii_uppercase());
        }
    }
    out
}

impl Signer {
    /// The value of `Authorization` for a request at this time.
    pub(super) fn authorization(&self, request: &Unsigned<'_>, at: UnixTime) -> String {
        let time = timestamp(at);
        let date = time.split('T').next().unwrap_or_default();
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let headers: Vec<String> =
            request.headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let headers = headers.concat();
        let canonical =
            [request.method, request.path, &query(request.query), &headers, &names, request.body].join("\n");
        let scope = format!("{date}/{}/{SERVICE}/aws4_request", self.region);
        let hash = digest::digest(&digest::SHA256, canonical.as_bytes());
        let signed = [ALGORITHM, &time, &scope, &hex::encode(hash.as_ref())].join("\n");
        let secret = zeroize::Zeroizing::new([b"AWS4", self.secret.as_bytes()].concat());
        let key = [date, &self.region, SERVICE, "aws4_request"]
            .iter()
            .fold(hmac::Key::new(hmac::HMAC_SHA256, &secret), |key, part| {
                hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref())
            });
        let signature = hex::encode(hmac::sign(&key, signed.as_bytes()).as_ref());
        format!("{ALGORITHM} Credential={}/{scope},SignedHeaders={names},Signature={signature}", self.access_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples that the maker of the algorithm publishes for S3 (“Signature calculations for the Authorization header”).
    const AT: UnixTime = UnixTime(1_369_353_600);
    const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");
    const DATE: (&str, &str) = ("x-amz-date", "20130524T000000Z");

    fn signature(request: &Unsigned<'_>) -> String {
        let signer = Signer {
            region: "us-east-1".into(),
            access_key: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: SecretText::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        };
        let authorization = signer.authorization(request, AT);
        let start =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=";
        assert!(authorization.starts_with(start), "{authorization}");
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn the_published_examples_are_signed_as_published() {
        let body = ("x-amz-content-sha256", NOTHING);
        let read = Unsigned {
            method: "GET",
            path: "/test.txt",
            query: &[],
            headers: &[HOST, ("range", "bytes=0-9"), body, DATE],
            body: NOTHING,
        };
        assert_eq!(signature(&read), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        let sent = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        let write = Unsigned {
            method: "PUT",
            path: "/test%24file.text",
            query: &[],
            headers: &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                HOST,
                ("x-amz-content-sha256", sent),
                DATE,
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            body: sent,
        };
        assert_eq!(signature(&write), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        let lifecycle = Unsigned {
            method: "GET",
            path: "/",
            query: &[("lifecycle", "")],
            headers: &[HOST, body, DATE],
            body: NOTHING,
        };
        assert_eq!(signature(&lifecycle), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        let list = Unsigned { query: &[("max-keys", "2"), ("prefix", "J")], ..lifecycle };
        assert_eq!(signature(&list), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    #[test]
    fn a_time_and_a_query_are_written_as_the_algorithm_asks() {
        assert_eq!(timestamp(AT), DATE.1);
        assert_eq!(timestamp(UnixTime(1_709_251_199)), "20240229T235959Z");
        assert_eq!(query(&[("list-type", "2"), ("prefix", "a/b c~é")]), "list-type=2&prefix=a%2Fb%20c~%C3%A9");
    }
}
