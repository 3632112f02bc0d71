// Amounts as people write them: numbers, or texts with a unit.
extension JSONField {
    /// A number, or a text of a number and letters: upstream reads `"4"` and `"4 cores"`.
    func amount(
        _ largest: Double, of units: [String]? = nil
    ) throws(JSONFault) -> Double {
        guard value.string != nil else { return try number(in: 0...largest) }
        let (amount, unit) = try parts()
        guard amount <= largest, unit.isEmpty || units?.contains(unit) != false else {
            throw notASize("a number")
        }
        return amount
    }

    /// A size in units of 1024 MB or of 1 MB; a text may have a unit of its own: `"512 MB"`.
    func size(_ largest: Double, inMegabytes: Bool = false) throws(JSONFault) -> Double {
        guard value.string != nil else { return try number(in: 0...largest) }
        let (amount, unit) = try parts()
        let megabytes: Double
        switch unit {
        case "": megabytes = inMegabytes ? amount : amount * 1024
        case "k", "kb", "kib": megabytes = amount / 1024
        case "m", "mb", "mib": megabytes = amount
        case "g", "gb", "gib": megabytes = amount * 1024
        case "t", "tb", "tib": megabytes = amount * 1024 * 1024
        default: throw notASize("a size")
        }
        let size = inMegabytes ? megabytes : megabytes / 1024
        guard size <= largest else { throw notASize("a size") }
        return size
    }

    private func parts() throws(JSONFault) -> (amount: Double, unit: String) {
        guard let text = value.string,
            let match = text.trimmed.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)/),
            let amount = Double(match.1)
        else { throw notASize("a number") }
        return (amount, match.2.lowercased())
    }

    private func notASize(_ wanted: String) -> JSONFault {
        fault(.outOfRange(wanted: wanted, found: "'\(value.string ?? "")'"))
    }
}
