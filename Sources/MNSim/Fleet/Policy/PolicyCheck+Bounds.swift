import MNCore
import MNSim

// How bounds come out.
extension PolicyCheck {
    /// How a bound comes out.
    ///
    /// - Parameters:
    ///   - waived: count as if they ran where the bound is met so rather, and as they are where it is not: a
    ///     waiver makes nothing worse.
    ///   - open: how many could not be chosen.
    static func result(
        _ bound: PolicyBound, _ machines: [PolicyMachine], _ waived: [PolicyMachine], _ open: Int,
        _ model: Int
    ) -> PolicyResult.Bound {
        func result(_ machines: [PolicyMachine], running: Int) -> PolicyResult.Bound {
            var (certain, perhaps) = (0, 0)
            if case .runs = bound.outcome { certain = running }
            for machine in machines {
                switch bound.outcome.counts(machine.outcomes[model]) {
                case .yes: certain = [certain, machine.count].sum()
                case .unknown: perhaps = [perhaps, machine.count].sum()
                case .no: break
                }
            }
            var total = [machines.map(\.count).sum(), running].sum()
            if bound.outcome == .unknown {
                certain = [certain, open].sum()
                total = [total, open].sum()
            }
            let most = [certain, perhaps].sum()
            return PolicyResult.Bound(
                bound: bound, standing: standing(bound, certain, most, of: total), count: certain,
                most: most, total: total)
        }
        let asIfRunning = result(machines, running: waived.map(\.count).sum())
        let asTheyAre = result(machines + waived, running: 0)
        return asTheyAre.standing < asIfRunning.standing ? asTheyAre : asIfRunning
    }

    /// How a bound stands if at least so many machines count, and at most so many.
    static func standing(
        _ bound: PolicyBound, _ least: Int, _ most: Int, of total: Int
    ) -> PolicyStanding {
        func holds(_ comparison: PolicyComparison, _ count: Int) -> Bool {
            bound.share.holds(comparison, count, of: total)
        }
        let comparison = bound.comparison
        let (atLeast, atMost) = (holds(comparison, least), holds(comparison, most))
        if atLeast, atMost { return .met }
        if comparison == .equal {
            // The share may lie between the two.
            return holds(.lessOrEqual, least) && holds(.moreOrEqual, most) ? .notKnown : .broken
        }
        return atLeast || atMost ? .notKnown : .broken
    }
}

extension PolicyBound {
    /// Whether it limits how many there may be.
    var isUpper: Bool { comparison == .less || comparison == .lessOrEqual }
}

extension PolicyResult.Bound {
    /// Whether fewer machines would have to count; more, otherwise.
    private var asksForFewer: Bool {
        bound.isUpper
            || bound.comparison == .equal && !bound.share.holds(.lessOrEqual, count, of: total)
    }

    /// Whether a machine of this outcome is one of those for which it may not hold.
    func isAgainst(_ found: FleetOutcome) -> Bool {
        bound.outcome.counts(found) != (asksForFewer ? .no : .yes)
    }

    /// Whether it would rather hold if a machine of this outcome ran.
    func isHelped(byRunning found: FleetOutcome) -> Bool {
        var wantsRunning = false
        if case .runs = bound.outcome { wantsRunning = true }
        return wantsRunning != asksForFewer && isAgainst(found)
    }
}
