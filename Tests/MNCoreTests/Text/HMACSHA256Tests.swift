import MNCore
import Testing

@Suite struct `HMAC-SHA-256` {
    struct Vector: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var code: String

        init(_ key: [UInt8], _ message: [UInt8], _ code: String) {
            self.key = key
            self.message = message
            self.code = code
        }
    }

    // Source: RFC 4231, sections 4.2 to 4.8, https://www.rfc-editor.org/rfc/rfc4231
    static let vectors: [Vector] = [
        Vector(
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            Array(0x01...0x19), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size "
                    + "data. The key needs to be hashed before being used by the HMAC algorithm.")
                    .utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: vectors)
    func `gives the published codes`(vector: Vector) {
        let code = HMACSHA256.code(for: vector.message, key: vector.key)
        #expect(SHA256.hexadecimal(code) == vector.code)
    }

    @Test func `gives the beginning of the truncated code`() {
        let code = HMACSHA256.code(
            for: "Test With Truncation".utf8, key: [UInt8](repeating: 0x0C, count: 20))
        #expect(SHA256.hexadecimal(code.prefix(16)) == "a3b6167473100ee06e0c796c2955552b")
    }
}
