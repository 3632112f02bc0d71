// Bytes in bytes. The standard library's search is for any elements, and takes ten times as long.

extension [UInt8] {
    /// Where some bytes first stand; nil if nowhere.
    package func firstRange(of bytes: [UInt8]) -> Range<Int>? { self[...].firstRange(of: bytes) }
}

extension ArraySlice<UInt8> {
    /// Where some bytes first stand; nil if nowhere.
    package func firstRange(of bytes: [UInt8]) -> Range<Int>? {
        guard let first = bytes.first else { return startIndex..<startIndex }
        var start = startIndex
        while let place = self[start...].firstIndex(of: first), endIndex - place >= bytes.count {
            let end = place + bytes.count
            if self[place..<end].elementsEqual(bytes) { return place..<end }
            start = place + 1
        }
        return nil
    }
}
