import MNCore
import Testing

@Suite struct `SHA-256` {
    private func digest(_ text: String) -> String {
        SHA256.hexadecimal(SHA256.digest(Array(text.utf8)))
    }

    // Source: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
    // (SHA256.pdf and SHA2_Additional.pdf) and NIST CAVP's SHA256ShortMsg for the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func `gives the published digests`(message: String, expected: String) {
        #expect(digest(message) == expected)
    }

    // Source: SHA2_Additional.pdf, as above: messages of one repeated byte around the end of a block.
    @Test(arguments: [
        (55, 0x00, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
        (56, 0x00, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
        (57, 0x00, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
        (64, 0x00, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
        (1_000, 0x00, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
        (1_000, 0x41, "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"),
        (1_005, 0x55, "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0"),
    ])
    func `gives the published digests around the end of a block`(
        count: Int, byte: Int, expected: String
    ) {
        let message = [UInt8](repeating: UInt8(byte), count: count)
        #expect(SHA256.hexadecimal(SHA256.digest(message)) == expected)
    }

    // Source: FIPS 180-2, appendix B.3.
    @Test func `gives the published digest of a million letters, in uneven pieces`() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        var hash = SHA256()
        var start = 0
        while start < letters.count {
            let end = min(letters.count, start + 9_973)
            hash.update(letters[start..<end])
            start = end
        }
        #expect(
            SHA256.hexadecimal(hash.finalize())
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test(arguments: [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128])
    func `does not depend on how the bytes come`(length: Int) {
        let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let whole = SHA256.digest(message)
        for cut in 0...length {
            var hash = SHA256()
            hash.update(message[..<cut])
            hash.update(message[cut...].lazy.map { $0 })
            #expect(hash.finalize() == whole)
        }
        var hash = SHA256()
        for byte in message { hash.update(CollectionOfOne(byte)) }
        #expect(hash.finalize() == whole)
    }

    @Test func `can go on after a digest`() {
        var hash = SHA256()
        hash.update("ab".utf8)
        _ = hash.finalize()
        hash.update("c".utf8)
        #expect(hash.finalize() == SHA256.digest(Array("abc".utf8)))
        #expect(hash.finalize().count == 32)
    }

    @Test func `names a digest as container registries do`() {
        #expect(
            SHA256.name([])
                == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hexadecimal([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
    }
}
