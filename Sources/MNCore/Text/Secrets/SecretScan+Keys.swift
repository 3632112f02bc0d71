// Private keys, which go over lines.
extension SecretScan {
    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)

    /// The end of the private key that begins here, or of the text.
    mutating func keyBlock(_ place: Int) -> Int? {
        guard text[place...].starts(with: Self.begin) else { return nil }
        let name = text[place...].prefix(80)
        guard name.firstRange(of: Array("PRIVATE KEY".utf8)) != nil else { return nil }
        let next = nextKeyEnd.known(place) ?? Self.keyEnd(text[place...]) ?? .max
        nextKeyEnd.note(next, from: place)
        if next < .max { return next }
        // What is no line of a key ends it: somebody speaks of one.
        let end = Self.keyBodyEnd(text[place...])
        if end == text.count { open = .keyBlock }
        return end
    }

    /// Behind the lines that a key can have, its first included.
    private static func keyBodyEnd(_ text: ArraySlice<UInt8>) -> Int {
        var place = text.startIndex
        var isFirst = true
        while place < text.endIndex {
            let line = text[place...].prefix { $0 != 10 }
            if !isFirst, !isKeyLine(line) { return place }
            isFirst = false
            place = min(line.endIndex + 1, text.endIndex)
        }
        return place
    }

    /// How much of a text goes on with a key of which no end has come.
    static func keyContinuation(_ text: ArraySlice<UInt8>) -> Int {
        let end = keyEnd(text) ?? text.endIndex
        var place = text.startIndex
        while place < end {
            let line = text[place..<end].prefix { $0 != 10 }
            if !isKeyLine(line), line.firstRange(of: Self.end) == nil { return place }
            place = min(line.endIndex + 1, end)
        }
        return end
    }

    /// Base64, a header such as `Proc-Type: 4,ENCRYPTED`, or nothing.
    private static func isKeyLine(_ line: ArraySlice<UInt8>) -> Bool {
        let line = line.drop { $0 == 32 || $0 == 9 }.filter { $0 != 13 }
        if line.isEmpty || line.starts(with: "Proc-Type:".utf8)
            || line.starts(with: "DEK-Info:".utf8)
            || line.starts(with: "Comment:".utf8) || line.starts(with: "Version:".utf8)
        {
            return true
        }
        return line.allSatisfy { $0.isWordByte || "+/=-".utf8.contains($0) }
    }

    /// Behind the line that ends a key; nil if it has not come.
    static func keyEnd(_ text: ArraySlice<UInt8>) -> Int? {
        guard let mark = text.firstRange(of: end) else { return nil }
        let rest = text[mark.upperBound...]
        return rest.firstRange(of: Array("-----".utf8))?.upperBound ?? text.endIndex
    }

    /// How many lines before the end of a key can be of it.
    private static let tailLimit = 256

    /// The lines of a private key whose beginning was cut off, before the line that ends it.
    mutating func keyTail(_ place: Int, lineStart: Int) {
        guard text[place...].starts(with: Self.end),
            text[place...].prefix(80).firstRange(of: Array("PRIVATE KEY-".utf8)) != nil
        else { return }
        if place > lineStart, text[place - 1] > 32 { return escapedKeyTail(place, lineStart) }
        guard place - lineStart <= 64, text[lineStart..<place].allSatisfy({ $0 <= 32 }) else {
            return
        }
        let count = ranges.count
        var start = lineStart
        for index in 0..<Self.tailLimit where start > 0 {
            let end = start - 1
            start = end
            while start > 0, end - start <= 128, text[start - 1] != 10 { start -= 1 }
            looked += end - start
            let line = text[start..<end].drop { $0 == 32 || $0 == 9 }
            let body = line.prefix(while: Self.isKeyByte)
            // The last line may be short, and all before it are not.
            guard body.count >= (index == 0 ? 1 : 16), body.count <= 128,
                text[body.endIndex..<end].allSatisfy({ $0 <= 32 })
            else { break }
            ranges.append(body.startIndex..<body.endIndex)
        }
        // One short word above may be of a sentence.
        if ranges.count == count + 1, ranges[count].count < 16 { ranges.removeLast() }
        linked += ranges[count...]
    }

    /// The same in a text inside JSON, where `\n` ends a line.
    private mutating func escapedKeyTail(_ place: Int, _ lineStart: Int) {
        var start = place
        while start > lineStart, Self.isKeyByte(text[start - 1]) || text[start - 1] == 92 {
            start -= 1
        }
        looked += place - start
        if place - start >= 32 { ranges.append(start..<place) }
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || "+/=".utf8.contains(byte)
    }
}
