/// The files of a tar archive (POSIX ustar, with GNU's and PAX's long names).
struct TarArchive: Hashable, Sendable {
    /// Not a whole archive.
    struct Broken: Error, Hashable {}

    /// By name; of two files of one name the later.
    private(set) var files: [String: ArraySlice<UInt8>] = [:]

    private static let blockSize = 512

    /// Reads an archive to its end: an empty block, or the end of the bytes.
    init(_ bytes: [UInt8]) throws(Broken) {
        var position = 0
        var longName: String?
        while position + Self.blockSize <= bytes.count, bytes[position] != 0 {
            let header = bytes[position..<(position + Self.blockSize)]
            func text(_ offset: Int, _ length: Int) -> String {
                String(
                    decoding: header.dropFirst(offset).prefix(length).prefix { $0 != 0 },
                    as: UTF8.self)
            }
            let digits = text(124, 12).filter { !$0.isWhitespace }
            let start = position + Self.blockSize
            guard let size = Int(digits, radix: 8), (0...bytes.count - start).contains(size) else {
                throw Broken()
            }
            let body = bytes[start..<(start + size)]
            switch header[position + 156] {
            case UInt8(ascii: "L"):
                longName = String(decoding: body.prefix { $0 != 0 }, as: UTF8.self)
            case UInt8(ascii: "x"): longName = Self.path(inPAX: body) ?? longName
            case UInt8(ascii: "0"), 0:
                let prefix = text(345, 155)
                let name = longName ?? (prefix.isEmpty ? "" : prefix + "/") + text(0, 100)
                files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = body
                longName = nil
            default: longName = nil
            }
            position = start + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
        }
        if position == 0 || position > bytes.count { throw Broken() }
    }

    /// The member `path` of an extended header, whose lines are `LENGTH KEY=VALUE`.
    private static func path(inPAX body: ArraySlice<UInt8>) -> String? {
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
            if let place = line.firstRange(of: " path=") {
                return String(line[place.upperBound...])
            }
        }
        return nil
    }

    /// One file or folder of an archive, padded to whole blocks.
    static func entry(
        _ name: String, _ body: [UInt8] = [], isDirectory: Bool = false
    ) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ value: Int, digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put(isDirectory ? "0000755" : "0000666", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(body.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put(isDirectory ? "5" : "0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6), at: 148)
        header[154] = 0
        let padding = (blockSize - body.count % blockSize) % blockSize
        return header + body + [UInt8](repeating: 0, count: padding)
    }
}
