/// A host and perhaps a port, as an address and a `Host` header have them: `localhost:12434`, `[::1]`
/// (RFC 3986 §3.2.2, §3.2.3).
///
/// Stricter than that: no user, no zone, nothing escaped, and a host that ends in a number is an IPv4
/// address of four parts, so that nobody reads another host in it.
package struct HTTPAuthority: Hashable, Sendable {
    /// A name, an IPv4 address, or an IPv6 address without its brackets; in the case it was given in.
    package var host: String
    /// 1 to 65535.
    package var port: Int?

    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = bytes[1..<end]
            guard Self.isIPv6(address) else { return nil }
            host = String(decoding: address, as: UTF8.self)
            hostEnd = end + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            guard Self.isName(bytes[..<hostEnd]) else { return nil }
            host = String(decoding: bytes[..<hostEnd], as: UTF8.self)
        }
        guard hostEnd < bytes.count else { return }
        let digits = bytes[(hostEnd + 1)...]
        guard bytes[hostEnd] == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy(\.isASCIIDigit),
            let number = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(number)
        else { return nil }
        port = number
    }

    /// Whether it is an address of this machine's own loopback: 127.0.0.0/8 (RFC 1122 §3.2.1.3) or `::1`.
    package static func isLoopback(_ host: String) -> Bool {
        if host == "::1" { return true }
        let bytes = Array(host.utf8)[...]
        return isIPv4(bytes) && bytes.starts(with: "127.".utf8)
    }

    /// Labels of letters, digits, `-` and `_`, with a point at the end perhaps (RFC 1123 §2.1; names of
    /// containers have `_` too).
    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        var labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        // The most bytes of a name and of a label (RFC 1035 §2.3.4).
        guard bytes.count <= 253, let last = labels.last,
            labels.allSatisfy({ (1...63).contains($0.count) }),
            labels.joined().allSatisfy({
                $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            })
        else { return false }
        let isNumber =
            last.allSatisfy(\.isASCIIDigit)
            || last.count > 1 && last.starts(with: "0".utf8)
                && last.dropFirst().first?.lowercasedASCII == UInt8(ascii: "x")
        return !isNumber || isIPv4(bytes)
    }

    /// Four decimal numbers up to 255, without zeros before them.
    private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy(\.isASCIIDigit)
                    && (part.count == 1 || part.first != UInt8(ascii: "0"))
                    && Int(String(decoding: part, as: UTF8.self)).map { $0 <= 255 } == true
            }
    }

    /// Eight groups of one to four hexadecimal digits, fewer with one `::`, and no zone.
    ///
    /// The last two may be an IPv4 address (RFC 4291 §2.2).
    private static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let gap = bytes.firstRange(of: "::".utf8) else {
            return groups(bytes, endsAddress: true) == 8
        }
        guard let before = groups(bytes[..<gap.lowerBound], endsAddress: false),
            let after = groups(bytes[gap.upperBound...], endsAddress: true)
        else { return false }
        return before + after < 8
    }

    /// How many groups there are between single colons; nil if something else is.
    private static func groups(_ bytes: ArraySlice<UInt8>, endsAddress: Bool) -> Int? {
        if bytes.isEmpty { return 0 }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if (1...4).contains(part.count), part.allSatisfy(\.isHexDigit) {
                count += 1
            } else if endsAddress, index == parts.count - 1, isIPv4(part) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }
}
