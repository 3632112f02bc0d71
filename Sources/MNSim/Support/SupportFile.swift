package import MNCore
package import MNSim

/// What a customer sent: a bundle, or the trace of one run; told apart by what is in it.
package enum SupportFile: Hashable, Sendable {
    case bundle(Bundle)
    case trace(Trace)

    /// The most bytes of a bundle that are read: it may have been laid out for reading.
    package static let bundleLimit = Bundle.sizeLimit * 2
    /// The most lines of a trace that are read.
    package static let lineLimit = 200_000

    /// Reads a bundle or a trace.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws -> SupportFile {
        switch try Kind(bytes, name: name) {
        case .bundle:
            guard bytes.count <= bundleLimit else {
                throw SupportFileFault.tooLarge(name, bytes: bytes.count)
            }
            return .bundle(try Bundle.read(bytes, name: name))
        case .trace:
            guard bytes.count(where: { $0 == UInt8(ascii: "\n") }) <= lineLimit else {
                throw SupportFileFault.tooLong(name)
            }
            return .trace(try Trace.read(bytes, name: name))
        case .other(let schema?): throw SupportFileFault.otherKind(name, schema: schema)
        case .other(nil):
            // It says where it cannot be read, or that it does not say what it is.
            return try Document.read(bytes, kind: "bundle or trace", name: name) {
                (field) throws(JSONFault) in
                throw JSONFault(.missingKey("schema"), at: field.pointer)
            }
        }
    }

    /// Reads a file of the user.
    package static func read(_ path: String, in files: any Files) throws -> SupportFile {
        try read(try files.read(path, limit: Document.sizeLimit), name: path)
    }

    /// Reads the machine of a profile, a bundle or a trace.
    package static func profile(_ bytes: [UInt8], name: String) throws -> Profile {
        if case .other = try Kind(bytes, name: name) {
            return try Profile.read(bytes, name: name)
        }
        return try read(bytes, name: name).machine(name: name)
    }

    /// The run that it is about, if it holds one.
    package var run: Trace? {
        switch self {
        case .bundle(let bundle): bundle.run
        case .trace(let trace): trace
        }
    }

    /// The run that it is about.
    ///
    /// - Parameter name: the file, as the user would name it.
    package func run(name: String) throws(SupportFileFault) -> Trace {
        if let run { return run }
        throw .noRun(name, reason: gap(.run))
    }

    /// The run that it is about, with its end.
    package func endedRun(name: String) throws(SupportFileFault) -> (run: Trace, exitCode: Int) {
        let trace = try run(name: name)
        guard !trace.isPartial, let exitCode = trace.exitCode else { throw .noEnd(name) }
        return (trace, exitCode)
    }

    /// The machine of the bundle, or else what the run asked of its own; nil if that is nothing.
    package var machine: Profile? {
        if case .bundle(let bundle) = self, let machine = bundle.machine { return machine }
        return run.flatMap(Profile.init(tracedBy:))
    }

    /// The machine that it is about.
    ///
    /// - Parameter name: the file, as the user would name it.
    package func machine(name: String) throws(SupportFileFault) -> Profile {
        if let machine { return machine }
        throw .noMachine(name, reason: gap(.machine))
    }

    /// Why a section is lacking, if the bundle says it.
    private func gap(_ section: Bundle.Section) -> String? {
        guard case .bundle(let bundle) = self else { return nil }
        return bundle.gaps.first { $0.section == section && $0.part == nil }?.reason
    }

    /// What a file says that it is.
    private enum Kind {
        case bundle, trace
        case other(schema: String?)

        /// - Throws: `SupportFileFault.newer` for a bundle or a trace of a newer format.
        init(_ bytes: [UInt8], name: String) throws(SupportFileFault) {
            let first = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
            let place = JSONPointer(["schema"])
            let schema = (JSON.value(at: place, in: first) ?? JSON.value(at: place, in: bytes))?
                .string
            guard let schema else {
                // A trace that lost its beginning.
                let hasTag = JSON.value(at: JSONPointer(["t"]), in: first) != nil
                self = hasTag ? .trace : .other(schema: nil)
                return
            }
            for (known, kind) in [(Bundle.schema, Kind.bundle), (Trace.schema, .trace)] {
                guard let newest = Version(known), let found = Version(schema),
                    newest.name == found.name
                else { continue }
                guard found.number <= newest.number else {
                    throw .newer(name, schema: schema, known: known)
                }
                self = kind
                return
            }
            self = .other(schema: schema)
        }
    }

    /// The name of a format and its version: `mn.bundle`, 1.
    private struct Version {
        var name: Substring
        var number: Int

        init?(_ schema: String) {
            guard let slash = schema.lastIndex(of: "/"),
                let number = Int(schema[schema.index(after: slash)...]), number > 0
            else { return nil }
            name = schema[..<slash]
            self.number = number
        }
    }
}

extension Profile {
    /// The machine as far as a run asked for it; nil if it asked for nothing.
    ///
    /// What it did not ask stays unrecorded.
    package init?(tracedBy trace: Trace) {
        var recording = Recording()
        for case .access(let exchange) in trace.events where exchange.outcome != .unrecorded {
            recording.add(exchange)
        }
        if recording.exchanges.isEmpty { return nil }
        let origin = trace.simulatedMachine.flatMap { Profile.isID($0) ? $0 : nil } ?? "customer"
        self.init(
            id: "traced-machine", title: "The machine of a traced run", provenance: .derived,
            sources: ["mn \(Sanitized.line(trace.version))"], derivedFrom: origin,
            changes: ["only what the run asked is recorded"], recording: recording)
    }
}
