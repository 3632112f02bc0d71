import MNCore
import MNFleet
import MNSim

/// The policy that a command is about, and the day on which it is looked at.
struct PolicyFiles {
    static let positional = PositionalSpecification(
        "FILE", help: "The policy; \(FleetPolicy.usualFile) if left out.", names: .one(of: .files),
        count: .atMostOnce)
    static let asOf = OptionSpecification(
        "as-of", .value("DATE"), help: "The day to look at it; today if left out.")

    let board: PolicyBoard
    let asOf: CalendarDate

    /// Reads and judges all that the policy speaks of; what is wrong with it is an annotation of a job, too.
    static func reading<Result>(
        _ arguments: ParsedArguments, _ world: World, _ body: (PolicyFiles) throws -> Result
    ) async throws -> Result {
        do {
            return try body(try await PolicyFiles(arguments, world))
        } catch let fault as PolicyFault {
            if world.environment["GITHUB_ACTIONS"] == "true" {
                world.terminal.tellJob(PolicyGitHub.annotation(fault))
            }
            throw fault
        }
    }

    private init(_ arguments: ParsedArguments, _ world: World) async throws {
        asOf = try arguments.day("as-of") ?? CalendarDate(at: world.time.sinceEpoch)
        let catalog = try world.catalog().whole
        let library = try Machines.library(world, folders: arguments.values("profiles"))
        let name = arguments.optional("FILE")
        let policy = try FleetPolicy(
            name ?? FleetPolicy.usualFile, catalog: catalog, profiles: library.ids
        ) { path, limit in
            do throws(FileFault) {
                return try world.files.read(path, limit: limit)
            } catch {
                if name == nil, path == FleetPolicy.usualFile, error.reason == .notFound {
                    throw NoPolicy(fault: error)
                }
                throw error
            }
        }
        board = try await PolicyBoard(
            policy, catalog, library, shipped: Set(world.profiles.keys))
    }

    /// A table of classes and profiles, with what models come to on each.
    static func table(
        _ machines: some Sequence<PolicyMachine>, _ models: [String] = [],
        _ outcomes: (PolicyMachine) -> [String] = { _ in [] }
    ) -> Table {
        var table = Table(
            [
                .init("MACHINES", .right, priority: 5), .init("ID", priority: 5, leastWidth: 8),
                .init("SYSTEM", priority: 3), .init("MEMORY", .right, priority: 2),
                .init("GPU", priority: 3, leastWidth: 12),
                .init("GPU MEMORY", .right, priority: 2), .init("DRIVER", priority: 1),
            ] + models.map { .init($0.uppercased(), priority: 4, leastWidth: 8) })
        for machine in machines {
            let facts = machine.facts
            let gpu = facts?.gpus.first
            let more = facts.map { $0.gpus.count > 1 ? " +\($0.gpus.count - 1)" : "" } ?? ""
            let own = gpu.map { $0.pool == .unified ? "shared" : "\($0.memory)" }
            table.append(
                [
                    Table.Cell("\(machine.count)"), Table.Cell(machine.id),
                    Table.Cell(facts.map { "\($0.system) \($0.processor)" } ?? "?"),
                    Table.Cell(facts.map { "\($0.memory)" } ?? "?"),
                    Table.Cell(
                        gpu.map { $0.name + more } ?? (facts?.untold.isEmpty == true ? "none" : "?")
                    ),
                    Table.Cell(own ?? "-"),
                    Table.Cell(gpu?.vendor == .nvidia ? gpu.map { "\($0.driver)" } ?? "-" : "-"),
                ] + outcomes(machine).map { Table.Cell($0) })
        }
        return table
    }

    /// The most classes that a table shows; a document lists them all.
    static let shown = 40

    /// The classes as a table, and how many more there are.
    static func text(
        _ machines: [PolicyMachine], _ page: Page, _ models: [String] = [],
        _ outcomes: (PolicyMachine) -> [String] = { _ in [] }
    ) -> String {
        var text = page.table(table(machines.prefix(shown), models, outcomes))
        let rest = machines.dropFirst(shown)
        if !rest.isEmpty {
            text += page.wrapped(
                "\(Words.count(rest.count, "class", "classes")) more, of "
                    + "\(Words.count(rest.map(\.count).sum(), "machine")); --json lists them all.",
                hanging: 0)
        }
        return text
    }
}

/// No file is named, and there is none of the usual name.
private struct NoPolicy: DiagnosticError {
    let fault: FileFault

    var code: ErrorCode { fault.code }
    var problem: String { fault.problem }
    var fixes: [String] {
        ["Write one to begin with: mn policy init", "Or name it: mn policy check FILE"]
    }
}
