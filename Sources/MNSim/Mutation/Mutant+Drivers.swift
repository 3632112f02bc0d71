import MNCore

extension Mutant {
    /// The data on drivers and images, changed in one place.
    static func driverChanges(_ table: RuleTable) -> [Mutant] {
        let data = table.policy.drivers
        return imageChanges(data, table) + versionChanges(data, table) + nameChanges(data, table)
    }

    private static func changed(
        _ kind: Operator, _ place: String, _ words: String, _ table: RuleTable,
        _ change: (inout DriverData) -> Void
    ) -> Mutant {
        var changed = table
        change(&changed.policy.drivers)
        return Mutant(kind, place, words, .rules(changed))
    }

    // MARK: - Images

    private static func imageChanges(_ data: DriverData, _ table: RuleTable) -> [Mutant] {
        guard let index = data.images.lastIndex(where: { $0.requirement != nil }),
            let requirement = data.images[index].requirement, let floor = requirement.floor
        else { return [] }
        func image(
            _ place: String, _ words: String, _ texts: [String]
        ) -> Mutant {
            changed(.changeData, "image/\(place)", words, table) {
                $0.images[index].requirement = CUDARequirement(texts)
            }
        }
        let alternatives = requirement.text.split(separator: " ").map(String.init)
        let pairs = alternatives.dropFirst()
        var mutants = [
            changed(.dropData, "image", "the image before stands for the newest", table) {
                $0.images.remove(at: index)
            },
            image("no-exceptions", "no brand is excepted", ["cuda>=\(floor)"]),
        ]
        let minor = floor.numbers.dropFirst().first ?? 0
        for (place, version) in [
            ("lower", "\(floor.major).\(max(0, minor - 1))"),
            ("higher", "\(floor.major).\(minor + 1)"),
        ] {
            mutants.append(
                image(
                    "floor-\(place)", "the image asks for CUDA \(version)",
                    [(["cuda>=\(version)"] + pairs).joined(separator: " ")]))
        }
        let brands = Set(pairs.compactMap { Self.value(of: "brand=", in: $0) }).sorted()
        let branches = Set(pairs.compactMap { Self.value(of: "driver>=", in: $0) }).sorted()
        for brand in brands {
            mutants.append(
                image(
                    "brand/\(brand)", "the brand \(brand) is not excepted",
                    [
                        alternatives.filter { Self.value(of: "brand=", in: $0) != brand }
                            .joined(separator: " ")
                    ]))
        }
        for branch in branches {
            mutants.append(
                image(
                    "branch/\(branch)", "the driver's branch \(branch) is not excepted",
                    [
                        alternatives.filter { Self.value(of: "driver>=", in: $0) != branch }
                            .joined(separator: " ")
                    ]))
        }
        for brand in ["geforce", "titan"] {
            let more = branches.compactMap { DottedVersion($0)?.major }.map {
                "brand=\(brand),driver>=\($0),driver<\($0 + 1)"
            }
            mutants.append(
                image(
                    "excepts/\(brand)", "the brand \(brand) is excepted too",
                    [(alternatives + more).joined(separator: " ")]))
        }
        return mutants
    }

    /// `nvidia` of `brand=` in `brand=nvidia,driver>=580,driver<581`.
    private static func value(of mark: String, in text: String) -> String? {
        text.split(separator: ",").first { $0.hasPrefix(mark) }
            .map { String($0.dropFirst(mark.count)) }
    }

    // MARK: - Versions

    private static func versionChanges(_ data: DriverData, _ table: RuleTable) -> [Mutant] {
        var mutants: [Mutant] = []
        func add(_ place: String, _ words: String, _ change: (inout DriverData) -> Void) {
            mutants.append(changed(.changeData, place, words, table, change))
        }
        func drop(_ place: String, _ words: String, _ change: (inout DriverData) -> Void) {
            mutants.append(changed(.dropData, place, words, table, change))
        }
        for (index, row) in data.driverCUDA.enumerated() {
            drop("cuda/\(row.driver)", "the CUDA of driver \(row.driver) is not known") {
                $0.driverCUDA.remove(at: index)
            }
        }
        for (index, row) in data.driverSupport.enumerated() {
            drop("generation/\(row.driver)", "driver \(row.driver) proves no generation") {
                $0.driverSupport.remove(at: index)
            }
            add("generation/\(row.driver)/lower", "drivers before \(row.driver) prove it too") {
                $0.driverSupport[index].driver = row.driver.stepped(by: -1)
            }
            add("generation/\(row.driver)/higher", "driver \(row.driver) does not prove it") {
                $0.driverSupport[index].driver = row.driver.stepped(by: 1)
            }
        }
        for (index, row) in data.toolkits.enumerated() {
            drop("toolkit/\(row.from)", "every toolkit checks the requirement") {
                $0.toolkits.remove(at: index)
            }
            add("toolkit/from-lower", "toolkits before \(row.from) check nothing either") {
                $0.toolkits[index].from = row.from.stepped(by: -1)
            }
            add("toolkit/from-higher", "the toolkit \(row.from) still checks") {
                $0.toolkits[index].from = row.from.stepped(by: 1)
            }
            add("toolkit/before-lower", "the last toolkit that was looked at checks") {
                $0.toolkits[index].before = row.before.stepped(by: -1)
            }
            add("toolkit/before-higher", "toolkits that nobody looked at check nothing") {
                $0.toolkits[index].before = row.before.stepped(by: 1)
            }
        }
        // The generation before is one that there is.
        let known = data.capabilities.map(\.capability)
        func older(than capability: ComputeCapability) -> ComputeCapability {
            known.filter { $0 < capability }.max() ?? capability
        }
        for (index, row) in data.code.enumerated() {
            for (place, capability) in [
                ("lower", older(than: row.capability)),
                (
                    "higher",
                    ComputeCapability(row.capability.major, row.capability.minor + 1)
                ),
            ] {
                add("code/\(row.cuda)/\(place)", "CUDA \(row.cuda) has code from \(capability) on")
                {
                    $0.code[index].capability = capability
                }
            }
        }
        let desktop = data.desktop
        add("desktop/driver-lower", "Docker Desktop takes an older driver") {
            $0.desktop.driver = desktop.driver.stepped(by: -1)
        }
        add("desktop/driver-higher", "Docker Desktop wants a newer driver") {
            $0.desktop.driver = desktop.driver.stepped(by: 1)
        }
        add("desktop/code-lower", "Docker Desktop's builds have code for older GPUs") {
            $0.desktop.capability = older(than: desktop.capability)
        }
        add("desktop/code-higher", "Docker Desktop's builds have code for newer GPUs only") {
            $0.desktop.capability = ComputeCapability(
                desktop.capability.major, desktop.capability.minor + 1)
        }
        for (index, row) in data.jetson.enumerated() {
            drop("jetson/\(row.release)", "the CUDA of L4T \(row.release) is not known") {
                $0.jetson.remove(at: index)
            }
        }
        return mutants
    }

    // MARK: - Names

    private static func nameChanges(_ data: DriverData, _ table: RuleTable) -> [Mutant] {
        let brands = data.brands.enumerated().map { index, row in
            changed(
                .dropData, "brand/\(row.brands.joined(separator: "-"))",
                "the brand of \(row.names.map(\.description).joined(separator: ", ")) is not known",
                table
            ) { $0.brands.remove(at: index) }
        }
        let capabilities = data.capabilities.enumerated().map { index, row in
            changed(
                .dropData, "capability/\(row.capability)",
                "no name tells of compute capability \(row.capability)", table
            ) { $0.capabilities.remove(at: index) }
        }
        return brands + capabilities
    }
}

extension DottedVersion {
    /// The version with its last number so much higher.
    fileprivate func stepped(by step: Int) -> DottedVersion {
        let text = (numbers.dropLast() + [numbers[numbers.count - 1] + step]).map(String.init)
            .joined(separator: ".")
        return DottedVersion(text) ?? self
    }
}
