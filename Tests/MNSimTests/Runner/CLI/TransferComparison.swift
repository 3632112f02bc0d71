@testable import MNRunner
@testable import MNSim

/// Compares the progress of pulls and pushes, of which each run shows other steps.
enum TransferComparison {
    /// Lines of a file: the totals and all that is no progress have to agree.
    static func lines(_ own: String, _ expected: String) -> String? {
        let left = summary(own)
        let right = summary(expected)
        return left == right ? nil : "\(left), recorded \(right)"
    }

    private static func summary(_ text: String) -> [String] {
        var totals: [String] = []
        var rest: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let match = line.wholeMatch(of: #/Downloaded [0-9.]+[kMG]?B of (\S+)/#) else {
                rest.append(String(line))
                continue
            }
            if !totals.contains(String(match.1)) { totals.append(String(match.1)) }
        }
        return totals + rest
    }

    /// Frames of a terminal: every layer is drawn, ends alike, and each frame has the form.
    static func frames(_ own: String, _ expected: String, isWhole: Bool) -> String? {
        let left = Display(own)
        let right = Display(expected)
        if left.rest != right.rest {
            return "\(left.rest.debugDescription), recorded \(right.rest.debugDescription)"
        }
        if Set(left.last.keys) != Set(right.last.keys) {
            return "layers \(left.last.keys.sorted()), recorded \(right.last.keys.sorted())"
        }
        if isWhole, left.last != right.last {
            return "ends \(left.last), recorded \(right.last)"
        }
        return nil
    }

    private struct Display {
        /// What each layer's line shows at the end.
        var last: [Substring: Substring] = [:]
        /// All that is no frame.
        var rest: String

        init(_ text: String) {
            let frame =
                #/(\r\n)?\e\[(\d)A\e\[2K\r([0-9a-f]{12}): (.{13} +\S+)\r\e\[(\d)B/#
            for match in text.matches(of: frame) where match.2 == match.5 {
                last[match.3] = match.4
            }
            rest = text.replacing(frame, with: "")
        }
    }
}
