import MNCore

/// Who uses the models, for commands; and why that cannot be told, if it cannot.
struct ModelOwnership: Sendable {
    private let records: [Reference: Ledger.Record]
    let fault: (any DiagnosticError)?

    init(_ world: World) {
        do {
            records = try Ledger.load(world.files, world.environment).recordsByReference
            fault = nil
        } catch let error as any DiagnosticError {
            records = [:]
            fault = error
        } catch {
            records = [:]
            fault = InternalFault(error: "\(error)")
        }
    }

    /// What to say of a ledger that cannot be read.
    var notices: [String] { fault.map { ["\($0.problem) \($0.fixes.first ?? "")"] } ?? [] }

    /// The tokens that were asked for when a model was installed.
    func askedContext(of reference: String) -> Int? { records[Reference(reference)]?.contextSize }

    /// The keys of a model that tell who uses it; null where the ledger cannot be read.
    func members(of reference: String, isInstalled: Bool?) -> JSONObject {
        if fault != nil {
            return ["used_by": nil, "owner_count": nil, "orphaned": nil, "manual": nil]
        }
        let record = records[Reference(reference)]
        let owners = record?.owners ?? []
        let isManual = record?.isManual ?? false
        return [
            "used_by": .strings(owners), "owner_count": .integer(owners.count),
            // A model that was pulled without mn has no record, and is nobody's orphan.
            "orphaned": .bool(
                record != nil && owners.isEmpty && !isManual && isInstalled != false),
            "manual": .bool(isManual),
        ]
    }
}
