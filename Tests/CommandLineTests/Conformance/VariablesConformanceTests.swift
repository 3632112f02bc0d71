import MNCore
import MNSim
import Testing

@testable import mn

/// Variables of which `VALUE` is set, `EMPTY` is set and empty, and `NONE` is not set.
extension SeamRule<any Variables> {
    /// What the comments of `Variables` say.
    static var variables: [SeamRule] {
        [
            SeamRule(
                "The value of a variable; nil if it is not set, which is not the same as empty.",
                breaking: { ChangedVariables(inner: $0, value: { $0?.isEmpty == true ? nil : $0 }) }
            ) { variables, findings in
                findings.expect("VALUE", variables["VALUE"], is: "a value")
                findings.expect("EMPTY", variables["EMPTY"], is: "")
                findings.expect("NONE", variables["NONE"], is: nil)
                findings.expect("the empty name", variables[""], is: nil)
            },
            SeamRule(
                "All variables.",
                breaking: { ChangedVariables(inner: $0, value: { $0.map { $0 + "!" } }) }
            ) { variables, findings in
                findings.expect(variables.all.count >= 2, "\(variables.all)")
                for (name, value) in variables.all {
                    findings.expect(name, variables[name], is: value)
                }
            },
        ]
    }
}

/// Variables whose values are read otherwise.
private struct ChangedVariables: Variables {
    let inner: any Variables
    let value: @Sendable (String?) -> String?

    subscript(name: String) -> String? { value(inner[name]) }
    var all: [String: String] { inner.all }
}

/// What variables keep to, those of the process and those that stand in for them.
@Suite struct `Variables of every kind` {
    enum Kind: String, CaseIterable, Sendable { case live, dictionary, traced }

    private static let dictionary = ["VALUE": "a value", "EMPTY": ""]

    @Test(arguments: Kind.allCases, SeamRule<any Variables>.variables)
    func `keep to the rule`(kind: Kind, rule: SeamRule<any Variables>) async {
        let variables: any Variables =
            switch kind {
            case .live:
                ProcessArguments.environment(
                    ["VALUE=a value", "EMPTY=", "VALUE=another"].map { Array($0.utf8) })
            case .dictionary: Self.dictionary
            case .traced: Tracer(.bare(environment: Self.dictionary)).world.environment
            }
        #expect(await rule.findings(on: variables) == [])
    }

    @Test(arguments: SeamRule<any Variables>.variables)
    func `that break a rule are told`(rule: SeamRule<any Variables>) async {
        #expect(await rule.findings(on: rule.breaking(Self.dictionary)) != [])
    }
}
