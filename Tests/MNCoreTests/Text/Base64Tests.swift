import MNCore
import Testing

@Suite struct `Base64 text` {
    // Source: RFC 4648, section 10, https://www.rfc-editor.org/rfc/rfc4648
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `gives the published texts`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `holds any bytes`() {
        let all = (0...255).map { UInt8($0) }
        for length in 0..<all.count {
            let bytes = Array(all.suffix(length))
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "====", "=", "Z===", "Zm=v", "Zm9v=", "Zm9v====", "Zg==Zg==",
        "Zm9v\n", " Zm9v", "Zm-_", "Zm9é", "Zh==", "Zm9=", "Zm\u{0}v",
    ])
    func `refuses what it would not write`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `takes time in proportion to the length`() {
        let bytes = [UInt8](repeating: 0xA5, count: 30_000)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
}
