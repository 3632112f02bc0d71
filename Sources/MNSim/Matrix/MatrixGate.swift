import MNCore

/// Holds the verdicts of a matrix against what profiles, a baseline and requirements want of them.
///
/// It keeps counts, and of the differences the first of each kind.
package struct MatrixGate: Sendable {
    private let matrix: Matrix
    private let baseline: Baseline?
    /// The driver data of the baseline, where the matrix judges by newer.
    private let baselineData: DriverData?
    /// The newest driver data, where the matrix judges by older.
    private let newestData: DriverData?
    private let requirements: [(requirement: Requirement, subjects: [Bool])]
    private var metRequirements: Set<Int> = []
    /// The rules that are shown; empty shows all.
    private let shown: Set<String>

    /// What came of it so far.
    package private(set) var tally: MatrixTally
    /// The verdicts as a baseline, if one is to be written.
    package private(set) var current: Baseline?

    /// - Parameters:
    ///   - shown: verdicts by other rules are left out, unless one of these was wanted; empty leaves out none.
    ///   - collects: whether all verdicts are kept as a new baseline.
    package init(
        _ matrix: Matrix, baseline: Baseline? = nil, requirements: [Requirement] = [],
        shown: Set<String> = [], collects: Bool = false
    ) {
        self.matrix = matrix
        self.baseline = baseline
        baselineData = baseline?.data.flatMap { day in
            day < matrix.dataDay ? try? matrix.catalog.drivers.asOf(day) : nil
        }
        let newest = DriverData.builtin
        newestData = matrix.dataDay < newest.date ? newest : nil
        self.requirements = requirements.map { requirement in
            (requirement, matrix.subjects.map { requirement.means(id: $0.id) })
        }
        self.shown = shown
        current = collects ? Baseline(data: matrix.dataDay) : nil
        tally = MatrixTally(matrix.dataDay)
        if baseline != nil { tally.wishes.insert(.baseline) }
        if !requirements.isEmpty { tally.wishes.insert(.requirements) }
    }

    /// A cell that is shown, and in what ways it is not as wanted.
    package struct Checked: Sendable {
        package var cell: Matrix.Cell
        package var differences: [MatrixDifference]
    }

    private func id(_ cell: Matrix.Cell) -> String { matrix.subjects[cell.subject].id }

    /// Counts a machine by what all of it comes to, and holds that against the requirements.
    package mutating func add(_ machine: MatrixMachine) {
        tally.machines[machine.status, default: 0] += 1
        for (index, item) in requirements.enumerated()
        where item.requirement.means(id: MatrixMachine.id)
            && item.requirement.means(profile: machine.profile)
        {
            metRequirements.insert(index)
            if item.requirement.statuses.contains(machine.status) { continue }
            tally.keep(
                MatrixDifference(
                    .requirement, model: MatrixMachine.id, profile: machine.profile,
                    wanted: item.requirement.wanted,
                    found: "\(machine.status.rawValue) (\(machine.decidedBy))",
                    requirement: item.requirement.text))
        }
    }

    /// Counts the verdicts on a machine; returns those that are shown.
    package mutating func check(_ slice: Matrix.Slice) -> [Checked] {
        let profile = slice.profile.id
        let demanding = requirements.indices.filter {
            requirements[$0].requirement.means(profile: profile)
        }
        var result: [Checked] = []
        result.reserveCapacity(slice.cells.count)
        for cell in slice.cells {
            if cell.expected != nil { tally.wishes.insert(.expectations) }
            var differences = expectationDifferences(cell, slice)
            differences += baselineDifferences(cell, slice)
            for index in demanding where requirements[index].subjects[cell.subject] {
                metRequirements.insert(index)
                differences += broken(requirements[index].requirement, cell, profile)
            }
            if current != nil {
                let model = id(cell)
                current?[model, profile] = Baseline.Entry(cell)
            }
            guard isShown(cell, profile) || differences.contains(where: { $0.kind == .requirement })
            else { continue }
            tally.count(cell.status)
            for difference in differences { tally.keep(difference) }
            result.append(Checked(cell: cell, differences: differences))
        }
        return result
    }

    /// Takes the requirements for met that mean any of these machines, which another shard judges.
    package mutating func note(judgedElsewhere profiles: [String]) {
        for (index, item) in requirements.enumerated()
        where item.subjects.contains(true)
            && profiles.contains(where: item.requirement.means(profile:))
        {
            metRequirements.insert(index)
        }
    }

    /// Looks for verdicts of the baseline that are gone, and for requirements that meant none.
    ///
    /// - Parameters:
    ///   - judged: whether this run judges a profile.
    ///   - exists: whether there is such a profile at all.
    ///   - isListed: whether the catalog has such a model.
    ///   - tellsGone: whether what is gone is told here, and not by another shard.
    package mutating func finish(
        judged: (String) -> Bool, exists: (String) -> Bool, isListed: (String) -> Bool,
        tellsGone: Bool = true
    ) throws(RequirementFault) {
        for (index, item) in requirements.enumerated() where !metRequirements.contains(index) {
            throw .unmatched(item.requirement.text)
        }
        if !tellsGone { return }
        let ids = Set(matrix.subjects.map(\.id))
        for (model, profile) in baseline?.ids ?? [] {
            let entry = baseline?[model, profile]
            // What a blueprint demands is in no catalog.
            let isListed = ids.contains(model) || isListed(model)
            let isGone =
                !exists(profile) && (ids.contains(model) || !isListed)
                || !isListed && (judged(profile) || !exists(profile))
            if isGone {
                tally.keep(
                    MatrixDifference(
                        .gone, model: model, profile: profile, wanted: entry?.description,
                        found: nil))
            } else if current?[model, profile] == nil {
                // What this run does not judge stays as it was.
                current?[model, profile] = entry
            }
        }
    }

    private func isShown(_ cell: Matrix.Cell, _ profile: String) -> Bool {
        if shown.isEmpty || shown.contains(cell.rule) { return true }
        let wanted = [cell.expected?.rule, baseline?[id(cell), profile]?.rule]
        return wanted.contains { $0.map(shown.contains) == true }
    }

    /// What a profile expects is for the newest driver data; older data may give another verdict.
    private func expectationDifferences(
        _ cell: Matrix.Cell, _ slice: Matrix.Slice
    ) -> [MatrixDifference] {
        guard let expected = cell.expected,
            expected.rule != cell.rule
                || expected.status != cell.status.rawValue
        else { return [] }
        let wanted = Baseline.Entry(expected.status, expected.rule)
        if let newestData, matrix.decides(cell, on: slice, by: newestData) == wanted { return [] }
        return [difference(.expectation, cell, slice.profile.id, wanted: "\(wanted)")]
    }

    private func baselineDifferences(
        _ cell: Matrix.Cell, _ slice: Matrix.Slice
    ) -> [MatrixDifference] {
        let profile = slice.profile.id
        guard let baseline else { return [] }
        guard let old = baseline[id(cell), profile] else {
            return [difference(.new, cell, profile, wanted: nil)]
        }
        if old == Baseline.Entry(cell) { return [] }
        let kind: MatrixDifference.Kind =
            old.status != cell.status.rawValue ? .flip : .rule
        var result = difference(kind, cell, profile, wanted: "\(old)")
        result.isByNewerData =
            baselineData.map { matrix.decides(cell, on: slice, by: $0) == old } ?? false
        return [result]
    }

    private func broken(
        _ requirement: Requirement, _ cell: Matrix.Cell, _ profile: String
    ) -> [MatrixDifference] {
        if requirement.statuses.contains(cell.status) { return [] }
        var broken = difference(.requirement, cell, profile, wanted: requirement.wanted)
        broken.requirement = requirement.text
        return [broken]
    }

    private func difference(
        _ kind: MatrixDifference.Kind, _ cell: Matrix.Cell, _ profile: String, wanted: String?
    ) -> MatrixDifference {
        MatrixDifference(
            kind, model: id(cell), profile: profile, wanted: wanted,
            found: "\(Baseline.Entry(cell))")
    }
}
