import Synchronization

/// Installs, updates and removes models: the runner and the ledger, kept in step.
///
/// At every moment the ledger holds no model that the runner does not have: a record is written after
/// the model has come, and taken away before the model goes.
package struct ModelInstaller: Sendable {
    let runner: Runner
    let ledger: LedgerFile
    let time: any Time
    let environment: any Variables
    /// What is free where the runner keeps its models, if that can be seen.
    let space: StoreSpace?
    let seed: UInt64
    /// Takes what happens, for a terminal.
    let tell: @Sendable (Event) -> Void

    /// What happens while something goes on.
    package enum Event: Sendable {
        /// The runner is just starting, and is waited for.
        case starting
        /// Another `mn` works on this model.
        case waiting(String)
        /// What the model will take in memory, in a sentence; before it is pulled.
        case estimated(String)
        case pulling(String)
        /// Nothing of the pull has come for a while.
        case notBegun(String)
        case progress(String, PullProgress)
        /// The pull failed in a way that may pass, and is tried again.
        case retrying(String, RunnerRefusal)
        case loading(String)
    }

    package init(
        runner: Runner, ledger: LedgerFile, time: any Time, environment: any Variables,
        space: StoreSpace?, seed: UInt64, tell: @escaping @Sendable (Event) -> Void
    ) {
        self.runner = runner
        self.ledger = ledger
        self.time = time
        self.environment = environment
        self.space = space
        self.seed = seed
        self.tell = tell
    }

    /// What an install did.
    package struct Installation: Hashable, Sendable {
        /// Whether the model was there already.
        package var wasInstalled: Bool
        /// The bytes that came.
        package var received: ByteCount
        /// The manifest digest.
        package var digest: String?
        package var contextSize: Int?
    }

    /// Installs a model: pull, record, context size, load.
    ///
    /// - Parameters:
    ///   - contextSize: the tokens asked for; nil takes the catalog's, if it has one.
    ///   - forced: what was forced against a verdict, for the ledger.
    ///   - installer: a blueprint leaves the record of a model alone that was there already.
    package func install(
        _ model: Model, backend: Backend, contextSize: Int?, forced: String?,
        for installer: Ledger.Installer = .user
    ) async throws -> Installation {
        let lock = try await lock(model.reference)
        defer { lock.release() }
        var result = Installation(wasInstalled: true, received: .zero)
        if try await installed(model.reference) == nil {
            result.wasInstalled = false
            result.received = try await pull(model.reference, instead: nil).received
        }
        result.digest = try await installed(model.reference)?.id
        guard result.digest != nil else { throw RunnerRefusal(.endedWithoutSuccess) }
        let before = try ledger.read()
        if installer == .user || !result.wasInstalled {
            try await ledger.change { ledger in
                ledger.recordInstall(
                    of: model, backend: backend, by: installer, forced: forced,
                    contextSize: contextSize, at: time.sinceEpoch)
            }
        }
        do {
            try await prepare(model, backend, contextSize, &result)
        } catch let error as RunnerRefusal {
            // Somebody else took it away meanwhile: a record says nothing that the runner does not confirm.
            guard let listing = try? await runner.installedModels() else { throw error }
            if listing.model(called: model.reference) == nil {
                try await ledger.change { ledger in
                    ledger.removeRecord(of: model.reference)
                    ledger.restoreRecord(of: model.reference, from: before)
                }
                throw error
            }
            throw error.ofListed()
        }
        return result
    }

    /// Configures and loads what is installed now.
    private func prepare(
        _ model: Model, _ backend: Backend, _ contextSize: Int?, _ result: inout Installation
    ) async throws {
        var size = contextSize
        if size == nil, let asked = try ledger.read().record(of: model.reference)?.contextSize,
            try await runner.contextSize(of: model.reference) == nil
        {
            // What was asked for before, and forgotten since.
            size = asked
        }
        if let size = size ?? (result.wasInstalled ? nil : model.contextSize) {
            try await runner.configure(model.reference, contextSize: size)
            result.contextSize = size
        }
        if !result.wasInstalled || contextSize != nil {
            tell(.loading(model.reference))
            try await runner.load(
                model.reference, backend: backend.name, for: model.purpose, time: time)
        }
    }

    /// What an update did.
    package struct Update: Hashable, Sendable {
        package var before: String
        package var after: String
        package var received: ByteCount
        /// The context in tokens that was carried over; nil if none was configured.
        package var contextSize: Int?
        /// Whether the version before is still there, without a name.
        package var isOldKept: Bool
        package var hasChanged: Bool { before != after }
    }

    /// Pulls a model that is installed once more.
    package func update(_ reference: String) async throws -> Update {
        let lock = try await lock(reference)
        defer { lock.release() }
        guard let before = try await installed(reference) else {
            throw RunnerRefusal(.notInstalled)
        }
        // The runner keeps it by the id (dmr-measured A3), and forgets it when it starts anew.
        let configured = try await runner.contextSize(of: reference)
        let size = try configured ?? ledger.read().record(of: reference)?.contextSize
        let progress = try await pull(reference, instead: before.id)
        let listing = try await runner.installedModels()
        guard let after = listing.model(called: reference) else {
            throw RunnerRefusal(.endedWithoutSuccess)
        }
        if let size, after.id != before.id || configured == nil {
            try await runner.configure(reference, contextSize: size)
        }
        return Update(
            before: before.id, after: after.id, received: progress.received, contextSize: size,
            isOldKept: after.id != before.id && listing.model(called: before.id) != nil)
    }

    /// Removes a model; its record goes first, and comes back if the runner keeps the model.
    ///
    /// - Parameter owners: what is made of the blueprints that use it, and may throw: it may have got some
    ///   while somebody else held its lock.
    package func remove(
        _ reference: String, _ owners: ([String]) throws -> Void
    ) async throws {
        let lock = try await lock(reference)
        defer { lock.release() }
        guard let model = try await installed(reference) else {
            try await ledger.change { $0.removeRecord(of: reference) }
            throw RunnerRefusal(.notInstalled)
        }
        let before = try await ledger.change { ledger in
            try owners(ledger.record(of: reference)?.owners ?? [])
            ledger.removeRecord(of: reference)
        }
        do throws(RunnerRefusal) {
            // The runner would go on answering from memory (dmr-contract §1.3.6).
            if let tag = model.tags.first(where: { Reference($0) == Reference(reference) }) {
                try await runner.unload(tag)
            }
            try await runner.delete(reference)
        } catch {
            guard try await installed(reference) != nil else { throw error }
            try await ledger.change { $0.restoreRecord(of: reference, from: before) }
            throw error.ofListed(whileRemoving: true)
        }
    }

    /// Takes the lock of a model, and makes sure of the ledger before anything is changed.
    private func lock(_ reference: String) async throws -> any FileLock {
        let lock = try await ledger.lockModel(reference) { tell(.waiting(reference)) }
        do {
            try await ledger.prepare()
        } catch {
            lock.release()
            throw error
        }
        return lock
    }

    private func installed(
        _ reference: String
    ) async throws(RunnerRefusal) -> RunnerClient.InstalledModel? {
        try await runner.installedModels().model(called: reference)
    }

    /// How long nothing may come before a word is said of it.
    private static let silence = Duration.seconds(10)

    /// - Parameter old: the id of the version that another one is to replace; nil if there is none.
    private func pull(
        _ reference: String, instead old: String?
    ) async throws(RunnerRefusal) -> PullProgress {
        tell(.pulling(reference))
        let token = environment["HF_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let beginning = Beginning()
        // It is cancelled where the pull ends.
        async let _ = tellOfSilence(reference, beginning)
        return try await runner.pull(
            reference, token: token, space: space, time: time, pauses: PullPauses(seed: seed),
            isThere: { [runner] in
                let found = try? await runner.installedModels().model(called: reference)
                return found != nil && found?.id != old
            },
            progress: { [tell] in
                beginning.hasCome.withLock { $0 = true }
                tell(.progress(reference, $0))
            },
            retrying: { [tell] in
                beginning.hasCome.withLock { $0 = true }
                tell(.retrying(reference, $0))
            })
    }

    private func tellOfSilence(_ reference: String, _ beginning: Beginning) async {
        await time.sleep(for: Self.silence)
        if !Task.isCancelled, !beginning.hasCome.withLock(\.self) { tell(.notBegun(reference)) }
    }

    /// Whether anything of a pull has come.
    private final class Beginning: Sendable {
        let hasCome = Mutex(false)
    }
}

/// The space can be seen from this machine only if Docker Engine runs right on it: Docker Desktop keeps
/// its models in a machine of its own.
extension StoreSpace {
    /// A JSON string, the folder of Docker's volumes.
    package static let rootQuestion = ["docker", "info", "--format", "{{json .DockerRootDir}}"]

    /// One line of sizes in KiB for the file system of a folder, as POSIX lays it out.
    package static func spaceQuestion(_ folder: String) -> [String] { ["df", "-Pk", folder] }

    /// Looks; nil where it cannot be seen.
    package static func look(
        _ machine: any Machine, _ hardware: Hardware, by time: any Time
    ) async -> StoreSpace? {
        await look(Inquiry(machine: machine, deadline: ProbeDeadline(by: time)), hardware)
    }

    static func look(_ inquiry: Inquiry, _ hardware: Hardware) async -> StoreSpace? {
        guard hardware.system.value == .linux, hardware.engine.value?.kind == .engine else {
            return nil
        }
        guard let root = lastLine(await inquiry.command(rootQuestion)),
            case .string(let folder)? = try? JSON.parse(root), folder.hasPrefix("/"),
            let row = lastLine(await inquiry.command(spaceQuestion(folder))),
            let free = freeBytes(row)
        else { return nil }
        return StoreSpace(path: folder, free: free)
    }

    private static func lastLine(_ answer: Inquiry.Answer<CommandResult>) -> String? {
        guard let result = answer.value, result.ending == .exited(0) else { return nil }
        return TextLines(result.standardOutput).lines.map(\.trimmed).last { !$0.isEmpty }
    }

    /// The third of the three sizes that stand before the percentage; names may hold blanks.
    private static func freeBytes(_ row: String) -> ByteCount? {
        let words = row.split(separator: " ")
        guard let percentage = words.firstIndex(where: { $0.hasSuffix("%") }), percentage > 3
        else { return nil }
        let sizes = words[(percentage - 3)..<percentage].compactMap { Int($0) }
        return sizes.count == 3 ? ByteCount.kibibytes(exactly: sizes[2]) : nil
    }
}
