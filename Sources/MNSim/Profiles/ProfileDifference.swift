package import MNCore

/// What two profiles say differently: their evidence, the facts, and the verdicts.
package struct ProfileDifference: Sendable {
    /// An answer that is not the same in both.
    package struct Answer: Hashable, Sendable {
        package var access: Access
        /// Nil if this profile does not hold the question.
        package var left: Outcome?
        package var right: Outcome?
        /// The lines that only one has, in order.
        package var lines: [Line]
    }

    package struct Line: Hashable, Sendable {
        /// Whether it is the left profile's.
        package var isLeft: Bool
        package var text: String
    }

    package struct Fact: Hashable, Sendable {
        package var label: String
        package var left: String?
        package var right: String?
    }

    package struct Verdict: Hashable, Sendable {
        package var model: String
        package var left: Ruling
        package var right: Ruling
    }

    package struct Ruling: Hashable, Sendable {
        package var rule: Rule.ID
        package var status: Status
    }

    /// Sorted by access.
    package private(set) var evidence: [Answer] = []
    package private(set) var facts: [Fact] = []
    package private(set) var verdicts: [Verdict] = []
    package let models: Int

    /// - Parameter models: of which the verdicts are compared.
    package init(_ left: Profile, _ right: Profile, models: [Model]) async {
        self.models = models.count
        let accesses = Set((left.recording.exchanges + right.recording.exchanges).map(\.access))
        for access in accesses.sorted() {
            let (a, b) = (left.recording[access], right.recording[access])
            if a == b { continue }
            evidence.append(
                Answer(access: access, left: a, right: b, lines: Self.lines(a, b)))
        }
        let here = await Hardware.probe(ReplayMachine(left))
        let there = await Hardware.probe(ReplayMachine(right))
        facts = Self.facts(here.rows, there.rows)
        for model in models {
            let (a, b) = (Self.ruling(model, here), Self.ruling(model, there))
            if a != b { verdicts.append(Verdict(model: model.id, left: a, right: b)) }
        }
    }

    private static func ruling(_ model: Model, _ hardware: Hardware) -> Ruling {
        let decision = RuleTable.standard.decision(model, on: hardware)
        return Ruling(rule: decision.rule, status: decision.status)
    }

    /// Rows of one label are compared in order: the first GPU with the first.
    package static func facts(_ left: [Hardware.Row], _ right: [Hardware.Row]) -> [Fact] {
        var labels: [String] = []
        for row in left + right where !labels.contains(row.label) { labels.append(row.label) }
        return labels.flatMap { label in
            let a = left.filter { $0.label == label }.map(\.value)
            let b = right.filter { $0.label == label }.map(\.value)
            return (0..<max(a.count, b.count)).compactMap { index in
                let (here, there) = (
                    index < a.count ? a[index] : nil, index < b.count ? b[index] : nil
                )
                return here == there ? nil : Fact(label: label, left: here, right: there)
            }
        }
    }

    // MARK: - Lines

    /// The most lines of an answer that are compared; beyond, the first that differ are enough.
    private static let lineLimit = 400

    private static func lines(_ left: Outcome?, _ right: Outcome?) -> [Line] {
        guard let a = left?.lines?.prefix(lineLimit), let b = right?.lines?.prefix(lineLimit) else {
            return []
        }
        let changes = Array(b).difference(from: Array(a))
        return (changes.removals + changes.insertions).map { change in
            switch change {
            case .remove(_, let text, _): Line(isLeft: true, text: text)
            case .insert(_, let text, _): Line(isLeft: false, text: text)
            }
        }
    }
}

extension Outcome {
    /// The lines of what was answered; nil of an outcome that is no answer.
    fileprivate var lines: [String]? {
        switch self {
        case .bytes(let bytes): Self.split(bytes)
        case .ended(let result):
            Self.split(result.standardOutput) + Self.split(result.standardError)
        case .entries(let entries):
            entries.map { entry in
                entry.target.map { "\(entry.name) -> \($0)" } ?? entry.name
            }
        case .value(let value): [value]
        case .platform(let platform):
            [
                "system \(platform.system)", "release \(platform.release)",
                "machine \(platform.machine)", "process \(platform.process)",
            ]
        case .absent, .denied, .timedOut, .failed, .unrecorded: nil
        }
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
