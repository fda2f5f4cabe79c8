#if canImport(Security)
import Foundation
import Lancan
import Security

/// Keeps the store's key in the Keychain: for this device alone, in no backup, readable from the first unlock on, so
/// that tracing goes on behind a locked screen.
public final class KeychainVault: KeyVault {
    private let service: String

    /// - Parameter service: names the item; one store, one name
    public init(service: String = "vn.lancan.store") {
        self.service = service
    }

    public func load() throws -> Data? {
        var query = item
        query[kSecReturnData] = true
        var found: AnyObject?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        guard status == errSecSuccess, let key = found as? Data else { throw failure(status) }
        return key
    }

    public func save(key: Data) throws {
        SecItemDelete(item as CFDictionary)
        var fresh = item
        fresh[kSecValueData] = key
        fresh[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        let status = SecItemAdd(fresh as CFDictionary, nil)
        guard status == errSecSuccess else { throw failure(status) }
    }

    private var item: [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: "key"]
    }

    private func failure(_ status: OSStatus) -> VaultError {
        status == errSecInteractionNotAllowed ? .Locked : .Failed
    }
}
#endif
