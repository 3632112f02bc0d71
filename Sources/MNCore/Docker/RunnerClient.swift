/// Asks the Model Runner, at the first endpoint that answers.
package struct RunnerClient: Sendable {
    private let docker: Docker
    private let environment: any Variables
    private let time: any Time

    package init(_ docker: Docker, environment: any Variables, time: any Time) {
        self.docker = docker
        self.environment = environment
        self.time = time
    }

    /// The variables that name the runner, the first that is set decides (upstream §1.5).
    private static let variables = [
        "MN_DOCKER_MODEL_RUNNER_API_BASE", "MN_MODEL_RUNNER_API_BASE",
        "DOCKER_MODEL_RUNNER_API_BASE", "MODEL_RUNNER_HOST",
    ]

    /// Lists what is installed; all places together have the time of one list.
    package func installedModels() async throws(EndpointFault) -> Listing {
        var tried: [EndpointFault.Attempt] = []
        let (endpoints, variable) = try endpoints()
        let end = time.now + (RunnerLimits.list.total ?? .zero)
        for endpoint in endpoints {
            do throws(TransportFault) {
                return try await docker.listing(at: endpoint, limit: max(.zero, end - time.now))
            } catch {
                tried.append(.init(endpoint: endpoint, fault: error, variable: variable))
            }
        }
        throw .unreachable(tried, nil)
    }

    /// Finds the runner, and what it has; where none answers, what `docker` itself says of it.
    ///
    /// - Parameter report: what `docker` has said already; nil asks it where need be.
    package func find(
        _ report: Docker.Report? = nil
    ) async throws(EndpointFault) -> (runner: Runner, listing: Listing) {
        do throws(EndpointFault) {
            let listing = try await installedModels()
            return (Runner(docker, at: listing.endpoint), listing)
        } catch {
            throw await explained(error, by: report)
        }
    }

    /// A fault with what `docker` says of it, unless a variable says all.
    package func explained(
        _ fault: EndpointFault, by report: Docker.Report? = nil
    ) async -> EndpointFault {
        guard case .unreachable(let attempts, nil) = fault,
            attempts.first?.variable == nil || attempts.first?.endpoint == Endpoint.modelRunner
        else { return fault }
        var report = if let report { report } else { await docker.report() }
        report.time = time.sinceEpoch
        report.isEngineOfVariable = environment["DOCKER_HOST"]?.isEmpty == false
        var tried = attempts
        if let first = attempts.first, first.fault == .timedOut {
            tried[0].answersOtherwise = await answersOtherwise(at: first.endpoint)
        }
        return .unreachable(tried, report)
    }

    /// Whether a runner that does not list its models answers all the same.
    private func answersOtherwise(at endpoint: Endpoint) async -> Bool {
        let limit = RunnerLimits.list.patience
        let response = try? await docker.send(
            HTTPRequest("GET", "/engines/status"), to: endpoint, within: .status, total: limit)
        return response?.head.status == 200
    }

    /// Finds the runner, and waits for one whose container runs and does not listen yet.
    ///
    /// - Parameter waiting: called once if it waits.
    package func find(
        _ report: Docker.Report? = nil, waiting: () -> Void
    ) async throws(EndpointFault) -> (runner: Runner, listing: Listing) {
        do throws(EndpointFault) {
            return try await find(report)
        } catch {
            guard error.isStarting else { throw error }
            waiting()
            let end = time.now + error.startLimit
            while time.now < end {
                // As often as the plugin does (dmr-contract §4.11).
                await time.sleep(for: .milliseconds(500))
                guard let listing = try? await installedModels() else { continue }
                return (Runner(docker, at: listing.endpoint), listing)
            }
            // What is the matter now.
            return try await find()
        }
    }

    /// Where a runner may be that these variables name, if they can be read.
    package static func places(_ environment: any Variables) -> [Endpoint] {
        (try? endpoints(environment))?.all ?? []
    }

    private func endpoints() throws(EndpointFault) -> (all: [Endpoint], variable: String?) {
        try Self.endpoints(environment)
    }

    /// Where the runner may be: where a variable says, or else at its usual port, or at a socket of
    /// Docker, where Docker Desktop has it without a port (dmr-contract §5.1).
    private static func endpoints(
        _ environment: any Variables
    ) throws(EndpointFault) -> (all: [Endpoint], variable: String?) {
        for variable in Self.variables {
            guard let value = environment[variable], !value.isEmpty else { continue }
            var endpoints: [Endpoint] = []
            for part in value.split(separator: ",") {
                guard let endpoint = Endpoint(String(part)) else {
                    // A user may hold a comma, and is known by what stands behind it.
                    throw .badEndpoint(
                        variable: variable, value: value.contains("@") ? value : String(part))
                }
                endpoints.append(endpoint)
            }
            guard (1...RunnerLimits.places).contains(endpoints.count) else {
                throw .badEndpoint(variable: variable, value: value)
            }
            return (endpoints, variable)
        }
        let places = sockets(environment).map { Endpoint(.socket($0), prefix: Self.desktopPrefix) }
        return ([Endpoint.modelRunner] + places, nil)
    }

    /// The other machine on which the runner is, as far as the variables tell; nil if it is this one.
    ///
    /// Then the hardware of this machine is not what counts.
    package var remoteHost: String? {
        if let endpoint = (try? endpoints())?.all.first, !endpoint.isLocal { return "\(endpoint)" }
        guard let host = environment["DOCKER_HOST"], !host.isEmpty else { return nil }
        if host.hasPrefix("unix://") || host.hasPrefix("npipe://") { return nil }
        let address = host.replacing("tcp://", with: "http://")
        return Endpoint(address)?.isLocal == true
            ? nil : Sanitized.line(Secrets().maskedAddress(host))
    }

    /// The variable that names the other machine, or would; for words.
    var remoteVariable: String {
        if let found = try? endpoints(), found.all.first?.isLocal == false,
            let name = found.variable
        {
            return name
        }
        return "DOCKER_HOST"
    }

    /// What Docker Desktop puts before the runner's paths on its own socket (dmr-contract §5.1).
    static let desktopPrefix = "/exp/vDD4.40"

    /// The sockets at which Docker may listen; only the first of them if `DOCKER_HOST` names it.
    private static func sockets(_ environment: any Variables) -> [String] {
        if let host = environment["DOCKER_HOST"], !host.isEmpty {
            guard host.hasPrefix("unix:///") else { return [] }
            return [String(host.dropFirst("unix://".count))]
        }
        // Docker Desktop's own places on a Mac and on Linux (docs.docker.com/desktop/troubleshoot).
        let homes = ["/.docker/run/docker.sock", "/.docker/desktop/docker.sock"]
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return ["/var/run/docker.sock"] + (home.map { home in homes.map { home + $0 } } ?? [])
    }
}

extension RunnerClient {
    /// A model as the runner lists it.
    package struct InstalledModel: Hashable, Sendable {
        /// The manifest digest, `sha256:…`.
        package var id: String
        /// Fully qualified: `docker.io/ai/gemma4:E2B`; none for a model loaded from a file.
        package var tags: [String]
        /// What its weights take, as its configuration says (`256.35 MiB`); nil where it does not.
        package var size: ByteCount?

        /// What its metadata says of its memory; nil where that is not enough.
        package var facts: ModelFacts?

        package init(
            id: String, tags: [String], size: ByteCount? = nil, facts: ModelFacts? = nil
        ) {
            self.id = id
            self.tags = tags
            self.size = size
            self.facts = facts
        }

        /// Whether a text is its id, whole or in the twelve digits that `docker model list` shows.
        package func hasID(_ text: String) -> Bool { ids.contains(text) }

        /// The ways to write its id.
        fileprivate var ids: [String] {
            let digits = String(id.dropFirst("sha256:".count))
            return [id, digits, String(digits.prefix(12))]
        }
    }

    /// The models that are installed, and where that was learnt.
    package struct Listing: Hashable, Sendable {
        package let endpoint: Endpoint
        package let models: [InstalledModel]
        /// Where the first model of each name and of each id stands.
        private let names: [Reference: Int]
        private let ids: [String: Int]

        package init(endpoint: Endpoint, models: [InstalledModel]) {
            self.endpoint = endpoint
            self.models = models
            var names: [Reference: Int] = [:]
            var ids: [String: Int] = [:]
            for (index, model) in models.enumerated() {
                for tag in model.tags where names[Reference(tag)] == nil {
                    names[Reference(tag)] = index
                }
                for id in model.ids where ids[id] == nil { ids[id] = index }
            }
            self.names = names
            self.ids = ids
        }

        /// What all models take, each counted once; nil where one does not say.
        package var size: ByteCount? {
            let sizes = models.compactMap(\.size)
            return sizes.count == models.count ? sizes.sum() : nil
        }

        /// The first model that a reference or an id means; found without looking through all.
        package func model(called text: String) -> InstalledModel? {
            [names[Reference(text)], ids[text]].compactMap(\.self).min().map { models[$0] }
        }

        /// The models that none of these references or ids means.
        package func models(besides texts: some Sequence<String>) -> [InstalledModel] {
            var wanted: Set<Reference> = []
            var wantedIDs: Set<String> = []
            for text in texts {
                wanted.insert(Reference(text))
                wantedIDs.insert(text)
            }
            return models.filter { model in
                !model.tags.contains { wanted.contains(Reference($0)) }
                    && wantedIDs.isDisjoint(with: model.ids)
            }
        }
    }
}

extension RunnerClient {
    /// Reads the array of `GET /models`; keys that are not known are passed over (dmr-contract §1.9.1).
    static func models(_ body: [UInt8]) throws(TransportFault) -> [InstalledModel] {
        guard RunnerLimits.allows(body) else {
            throw .unreadable("it lists over \(RunnerLimits.values) values")
        }
        guard case .array(let elements)? = try? JSON.parse(body) else {
            let isPage = body.first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "<")
            throw isPage ? .webPage : .unreadable("GET /models is no JSON array")
        }
        guard elements.count <= RunnerLimits.models else {
            throw .unreadable(
                "it lists \(elements.count) models, and at most \(RunnerLimits.models) are read")
        }
        var models: [InstalledModel] = []
        var names = 0
        for element in elements {
            guard let id = element["id"]?.string else { throw .unreadable("a model without an id") }
            let tags = element["tags"]?.array?.compactMap(\.string) ?? []
            names += tags.count
            guard names <= RunnerLimits.names else {
                throw .unreadable("its models have over \(RunnerLimits.names) names")
            }
            for text in [id] + tags where text.utf8.count > RunnerLimits.nameBytes {
                throw .unreadable("a name of \(text.utf8.count) bytes")
            }
            let size = element["config"]?["size"]?.string.flatMap { ByteCount(words: $0) }
            let facts = element["config"]?["gguf"]?.object.flatMap { metadata in
                ModelFacts(
                    metadata: metadata, size: size,
                    quantization: element["config"]?["quantization"]?.string)
            }
            models.append(InstalledModel(id: id, tags: tags, size: size, facts: facts))
        }
        return models
    }
}

extension Secrets {
    /// A text that is meant to be an address, without its user, whatever bytes that has.
    package func maskedAddress(_ text: String) -> String {
        guard Endpoint(text) == nil, let user = Self.addressUser(text) else { return masked(text) }
        return masked(String(text[..<user.startIndex])) + Self.mask
            + masked(String(text[user.endIndex...]))
    }
}
