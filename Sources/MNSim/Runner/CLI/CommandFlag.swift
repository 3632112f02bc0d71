/// A flag as the Go package pflag knows it.
struct CommandFlag: Hashable {
    enum Kind: Hashable {
        case bool
        case text
        case integer(bits: Int)
        case unsigned(bits: Int)
        case decimal
        case duration
    }

    var name: String
    var shorthand: Character?
    var kind: Kind

    init(_ name: String, _ shorthand: Character? = nil, _ kind: Kind = .bool) {
        self.name = name
        self.shorthand = shorthand
        self.kind = kind
    }

    /// What is wrong with a value, in the words of Go's `strconv`; nil if nothing is.
    func problem(with value: String) -> String? {
        func syntax(_ function: String) -> String {
            "strconv.\(function): parsing \(GoText.quoted(value)): invalid syntax"
        }
        func range(_ function: String) -> String {
            "strconv.\(function): parsing \(GoText.quoted(value)): value out of range"
        }
        switch kind {
        case .text: return nil
        case .bool: return GoText.bool(value) == nil ? syntax("ParseBool") : nil
        case .decimal: return Double(value) == nil ? syntax("ParseFloat") : nil
        case .duration:
            return GoTime.parseDuration(value) == nil
                ? "time: invalid duration \(GoText.quoted(value))" : nil
        case .integer(let bits):
            guard let number = Int(value) else { return syntax("ParseInt") }
            return bits < 64 && !(-1 << (bits - 1)..<1 << (bits - 1)).contains(number)
                ? range("ParseInt") : nil
        case .unsigned(let bits):
            guard let number = UInt64(value) else { return syntax("ParseUint") }
            return bits < 64 && number >= 1 << bits ? range("ParseUint") : nil
        }
    }
}
