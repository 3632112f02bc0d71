extension RuleTable {
    /// Every size that was held against a minimum on the way to a verdict, in that order.
    package func weighings(of verdict: Verdict, on hardware: Hardware) -> [Verdict.Comparison] {
        let input = subject(of: verdict, on: hardware).input
        var weighings: [Verdict.Comparison] = []
        for rule in rules {
            let truth = Condition.all(rule.conditions).ask(input) { condition in
                switch condition {
                case .gpuMemorySuffices:
                    guard let found = input.gpuMemory else { return }
                    weighings.append(.init(found: found, minimum: input.gpuMinimum))
                case .memorySuffices(let kind):
                    guard let found = input.memory, let minimum = input.requirements[kind] else {
                        return
                    }
                    weighings.append(.init(found: found, minimum: minimum))
                default: break
                }
            }
            if truth != .no { break }
        }
        return weighings
    }
}

extension Condition {
    /// The truth, as `truth` gives it; `body` is told of each condition without parts that is asked.
    fileprivate func ask(_ input: RuleInput, _ body: (Condition) -> Void) -> Truth {
        switch self {
        case .not(let condition): return !condition.ask(input, body)
        case .any(let conditions):
            return !Self.all(conditions.map(Condition.not)).ask(input, body)
        case .all(let conditions):
            var result = Truth.yes
            for condition in conditions {
                let truth = condition.ask(input, body)
                if truth == .no { return .no }
                if truth == .unknown { result = .unknown }
            }
            return result
        default:
            body(self)
            return truth(input)
        }
    }
}

extension Policy {
    /// The least number of bytes that meets a minimum.
    ///
    /// - Parameter isNominal: whether the size is reported as that of a box is.
    package func leastBytes(_ minimum: Requirements.Minimum, isNominal: Bool) -> ByteCount {
        let least = (Double(minimum.bytes) * nominalShare).rounded(.up)
        return isNominal ? ByteCount(least) : minimum.bytes
    }
}
