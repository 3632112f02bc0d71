/// Values of macOS's `sysctl`.
struct Sysctl: Sendable {
    let inquiry: Inquiry
    /// The question on which it did not end in time; then it is asked no other, and that is what is said.
    private var stuck: Gap?

    init(inquiry: Inquiry) { self.inquiry = inquiry }

    static func argv(_ name: String) -> [String] { ["sysctl", "-n", name] }

    /// A text value; nil if the system does not know the name.
    mutating func text(_ name: String) async -> Fact<String?> {
        let argv = Self.argv(name)
        let access = Access.command(argv)
        if let stuck { return .unknown([stuck]) }
        switch await inquiry.command(argv) {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap):
            if gap.reason == .timedOut { stuck = gap }
            return .unknown([gap])
        case .known(let result):
            let lines = TextLines(result.standardOutput)
            let line = lines.lines.first?.trimmed ?? ""
            if !line.isEmpty, !lines.isWhole {
                return .unknown([Gap(access, .unreadable("'\(line)' is cut"))])
            }
            switch result.ending {
            case .exited(0) where !line.isEmpty:
                return .known(line, [Evidence(access, "line 1", quote: line)])
            case .exited(1) where line.isEmpty:
                // "sysctl: unknown oid 'hw.optional.arm64'" on an Intel Mac.
                let said = TextLines(result.standardError).lines.first ?? ""
                guard said.contains("unknown oid") else {
                    return .unknown([Gap(access, .failed(result.summary))])
                }
                return .known(nil, [Evidence(access, "standard error", quote: said)])
            default: return .unknown([Gap(access, .failed(result.summary))])
            }
        }
    }

    /// A whole number.
    mutating func integer(_ name: String) async -> Fact<Int> {
        let access = Access.command(Self.argv(name))
        switch await text(name) {
        case .known(let text?, let evidence):
            guard let value = Int(text) else {
                return .unknown([Gap(access, .unreadable("'\(text)' is no number"))])
            }
            return .known(value, evidence)
        case .known(nil, _): return .unknown([Gap(access, .unreadable("unknown to this system"))])
        case .unknown(let gaps): return .unknown(gaps)
        }
    }

    /// A flag; a name that the system does not know is false.
    mutating func flag(_ name: String) async -> Fact<Bool> {
        let access = Access.command(Self.argv(name))
        switch await text(name) {
        case .known("1", let evidence): return .known(true, evidence)
        case .known("0", let evidence), .known(nil, let evidence): return .known(false, evidence)
        case .known(let other, _):
            return .unknown([Gap(access, .unreadable("'\(other ?? "")' is neither 0 nor 1"))])
        case .unknown(let gaps): return .unknown(gaps)
        }
    }
}
