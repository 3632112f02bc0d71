extension RuleTable {
    /// Every size that was held against a minimum on the way to a verdict, in that order.
    public func weighings(of verdict: Verdict, on hardware: Hardware) -> [Verdict.Comparison] {
        let sight = subject(of: verdict, on: hardware).sight
        var weighings: [Verdict.Comparison] = []
        for rule in rules {
            let truth = Condition.all(rule.conditions).ask(sight) { condition in
                switch condition {
                case .gpuMemorySuffices:
                    guard let found = sight.gpuMemory else { return }
                    weighings.append(.init(found: found, minimum: sight.gpuMinimum))
                case .memorySuffices(let kind):
                    guard let found = sight.memory, let minimum = sight.requirements[kind] else {
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
    fileprivate func ask(_ sight: Sight, _ body: (Condition) -> Void) -> Truth {
        switch self {
        case .not(let condition): return !condition.ask(sight, body)
        case .any(let conditions):
            return !Self.all(conditions.map(Condition.not)).ask(sight, body)
        case .all(let conditions):
            var result = Truth.yes
            for condition in conditions {
                let truth = condition.ask(sight, body)
                if truth == .no { return .no }
                if truth == .unknown { result = .unknown }
            }
            return result
        default:
            body(self)
            return truth(sight)
        }
    }
}

extension Policy {
    /// The least number of bytes that meets a minimum.
    ///
    /// - Parameter isNominal: whether the size is reported as that of a box is.
    public func leastBytes(_ minimum: Requirements.Minimum, isNominal: Bool) -> ByteCount {
        let least = (Double(minimum.bytes) * nominalShare).rounded(.up)
        return isNominal ? ByteCount(least) : minimum.bytes
    }
}
