package import MNCore
package import MNSim

/// What a team promises of models on its machines, read from a file and those that it extends.
package struct FleetPolicy: Sendable {
    /// The file that is read where none is named.
    package static let usualFile = "models.policy"
    /// The most bytes of a file that are read.
    package static let sizeLimit = 1 << 20

    /// A fleet that the policy names.
    package struct Named: Sendable {
        package var line: PolicyFleetLine
        /// The file, from where the policy was read.
        package var path: String
        package var fleet: Fleet
        /// Of the bytes of the file.
        var digest: [UInt8]
    }

    /// Reads a file of at most so many bytes.
    package typealias Reader = (String, Int) throws -> [UInt8]

    /// The file, as the user named it.
    package let file: String
    package private(set) var fleets: [Named] = []
    /// The queries that have names, each after those that it speaks of.
    package private(set) var names: [PolicyName] = []
    package private(set) var promises: [PolicyPromise] = []
    package private(set) var waivers: [PolicyWaiver] = []

    /// Where each name was given.
    private var places: [String: PolicyPlace] = [:]
    private let catalog: Catalog
    private let profiles: Set<String>
    private var classes: Set<String> = []

    private static let nameLimit = 1000

    /// - Parameter profiles: the ids of all profiles that can be named.
    /// - Throws: a `PolicyFault`, or what makes a file unreadable.
    package init(
        _ path: String, catalog: Catalog, profiles: [String], read: Reader
    ) throws {
        file = path
        self.catalog = catalog
        self.profiles = Set(profiles)
        var open: [String] = []
        var done: Set<String> = []
        try add(path, namedAt: nil, &open, &done, read)
        if promises.isEmpty { throw PolicyFault.nothingPromised(path) }
    }

    /// Adds the lines of a file, and of those that it extends where it does.
    private mutating func add(
        _ path: String, namedAt place: PolicyPlace?, _ open: inout [String],
        _ done: inout Set<String>, _ read: Reader
    ) throws {
        open.append(path)
        for statement in try PolicyParser.statements(
            try Self.bytes(path, Self.sizeLimit, namedAt: place, read), file: path)
        {
            switch statement {
            case .extends(let other, let place):
                let other = Self.path(other, beside: path)
                // A chain that does not end is as bad as one that closes.
                if open.contains(other) || open.count >= 32 {
                    throw PolicyFault.cycle(place, other)
                }
                if !done.contains(other) { try add(other, namedAt: place, &open, &done, read) }
            case .fleet(let line): try add(line, beside: path, read)
            case .name(let name):
                try check(name.query)
                try take(name.name, name.place)
                names.append(name)
            case .promise(let promise):
                try check(promise.query)
                promises.append(promise)
            case .waiver(let waiver):
                try check(waiver.query)
                waivers.append(waiver)
            }
        }
        open.removeLast()
        done.insert(path)
    }

    private mutating func add(
        _ line: PolicyFleetLine, beside path: String, _ read: Reader
    ) throws {
        if let name = line.name { try take(name, line.place) }
        let path = Self.path(line.path, beside: path)
        let bytes = try Self.bytes(path, Fleet.sizeLimit, namedAt: line.place, read)
        let fleet = try Fleet.read(bytes, name: path)
        if fleet.classes.isEmpty { throw FleetFault.empty(path) }
        let digest = SHA256.digest(bytes)
        if let first = fleets.first(where: { $0.digest == digest }) {
            throw PolicyFault.fleetTwice(line.place, path, first: first.path)
        }
        classes.formUnion(fleet.classes.map(\.id))
        fleets.append(Named(line: line, path: path, fleet: fleet, digest: digest))
    }

    /// - Parameter place: the line that names the file; nil for the one that the user names.
    private static func bytes(
        _ path: String, _ limit: Int, namedAt place: PolicyPlace?, _ read: Reader
    ) throws -> [UInt8] {
        do {
            return try read(path, limit)
        } catch let fault as FileFault {
            guard let place else { throw fault }
            throw PolicyFault.unreadable(place, fault)
        }
    }

    /// A path that is named in a file, from where that file was named.
    static func path(_ path: String, beside file: String) -> String {
        if path.hasPrefix("/") { return path }
        var folders = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = folders.last, last != "..", last != "" {
                folders.removeLast()
            } else {
                folders.append(part)
            }
        }
        return folders.joined(separator: "/")
    }

    // MARK: - Names

    private mutating func take(_ name: String, _ place: PolicyPlace) throws(PolicyFault) {
        if let first = places[name] { throw .duplicate(place, name, first: first) }
        if isProfile(name) {
            throw .clash(place, name, with: "the id of a profile")
        }
        if (try? catalog.model(named: name)) != nil { throw .clash(place, name, with: "a model") }
        if places.count >= Self.nameLimit {
            throw .syntax(place, .tooManyNames(limit: Self.nameLimit))
        }
        places[name] = place
    }

    /// Checks that all it names is there.
    private func check(_ query: PolicyQuery) throws(PolicyFault) {
        for (fact, place) in query.facts {
            switch fact {
            case .name(let name):
                if places[name] == nil, !isProfile(name) {
                    throw unknown(name, place, places.keys.sorted() + profiles.sorted())
                }
            case .share(_, _, let name), .covering(_, let name):
                if name != "fleet", places[name] == nil {
                    throw unknown(name, place, ["fleet"] + places.keys.sorted())
                }
                if fleets.isEmpty { throw .noFleet(place) }
            case .pattern(let text):
                let pattern = Glob(text)
                if !profiles.contains(where: pattern.matches) {
                    throw .unknownWord(
                        place, text,
                        suggestion: pattern.nearest(in: profiles.sorted(), within: 3))
                }
            case .hardware(let id):
                if !classes.contains(id.lowercased()), !isProfile(id) {
                    throw unknown(id, place, profiles.sorted())
                }
            case .fleet: if fleets.isEmpty { throw .noFleet(place) }
            default: break
            }
        }
    }

    private func unknown(
        _ word: String, _ place: PolicyPlace, _ known: [String]
    ) -> PolicyFault {
        .unknownWord(
            place, word,
            suggestion: Spelling.nearest(to: word, in: known + PolicyWords.all.sorted()))
    }

    func isProfile(_ name: String) -> Bool { profiles.contains(name.lowercased()) }

    // MARK: - Models and days

    /// The models of all promises, each once.
    var promisedModels: [Model] {
        get throws(PolicyFault) {
            var models: [Model] = []
            for promise in promises { models += try self.models(promise.model, promise.place) }
            return models.uniqued()
        }
    }

    /// The models that a promise names.
    func models(_ name: String, _ place: PolicyPlace) throws(PolicyFault) -> [Model] {
        if name.contains("*") {
            let pattern = Glob(name)
            let models = catalog.models.filter {
                $0.provider == Model.runnerProvider && pattern.matches($0.id)
            }
            if models.isEmpty {
                throw .unknownWord(
                    place, name,
                    suggestion: pattern.nearest(in: catalog.models.map(\.id), within: 3),
                    of: .model)
            }
            return models
        }
        do {
            return [try catalog.model(named: name)]
        } catch {
            guard case .unknownModel(_, let suggestion) = error else {
                throw .unknownWord(place, name, suggestion: nil, of: .model)
            }
            throw .unknownWord(place, name, suggestion: suggestion, of: .model)
        }
    }

    /// Checks that no fleet is too old, and that nothing was allowed until an earlier day.
    ///
    /// A fleet may be of the day after, which has come already where clocks are ahead of UTC.
    package func check(asOf today: CalendarDate) throws(PolicyFault) {
        for named in fleets {
            guard let limit = named.line.mostDays else { continue }
            guard let day = named.fleet.asOf else {
                throw .fleetWithoutDay(named.line.place, named.path)
            }
            if day.number - today.number > 1 {
                throw .fleetOfLaterDay(named.line.place, named.path, day: day, asOf: today)
            }
            if today.number - day.number > limit {
                throw .fleetTooOld(
                    named.line.place, named.path, day: day, limit: limit, asOf: today)
            }
        }
        for waiver in waivers where waiver.until < today {
            throw .waiverExpired(waiver.place, until: waiver.until, asOf: today)
        }
    }
}

extension CalendarDate {
    /// The day of a moment since 1970, in UTC.
    package init(at time: Duration) {
        let text = String(Timestamp.text(time).prefix(10))
        self = CalendarDate(text) ?? DriverData.builtin.date
    }
}
