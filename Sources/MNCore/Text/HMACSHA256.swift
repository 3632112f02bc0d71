/// The keyed digest HMAC-SHA-256 (RFC 2104, https://www.rfc-editor.org/rfc/rfc2104).
public enum HMACSHA256 {
    /// The code that only somebody with the key can make for this message.
    public static func code(for message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
        let short = key.count > SHA256.blockSize ? SHA256.digest(key) : key
        let block = short + [UInt8](repeating: 0, count: SHA256.blockSize - short.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(message)
        return SHA256.digest(block.map { $0 ^ 0x5C } + inner.finalize())
    }
}
