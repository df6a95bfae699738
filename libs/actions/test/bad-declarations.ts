const route = 'surfaces: [SURFACE_API] scope: "x:view"';

export interface BadDeclaration {
  readonly problem: string;
  /** Members of a service, and after `---` messages; `//!` marks the line that the message names. */
  readonly text: string;
  readonly says: string;
}

export const badDeclarations: readonly BadDeclaration[] = [
  {
    problem: 'two actions on one route',
    text: `rpc A0(One) returns (R) { option (benchline.options.v1.action) = {get: "/a/{id}" ${route}}; }
      rpc B0(One) returns (R) { option (benchline.options.v1.action) = {get: "/a/{name}" ${route}}; } //!`,
    says: 'B0 has the route GET /api/v1/a/{}, which A0 at bad0/v1/bad0.proto:',
  },
  {
    problem: 'an unknown scope',
    text: `rpc A1(R) returns (R) { option (benchline.options.v1.action) = {get: "/one" surfaces: [SURFACE_API] scope: "x:edit"}; } //!`,
    says: 'A1 asks for the unknown scope "x:edit"; its service lists x:view',
  },
  {
    problem: 'no scope',
    text: `rpc A2(R) returns (R) { option (benchline.options.v1.action) = {get: "/two" surfaces: [SURFACE_API]}; } //!`,
    says: 'A2 has no scope',
  },
  {
    problem: 'an event without a payload',
    text: `rpc A3(R) returns (R) { option (benchline.options.v1.action) = {get: "/three" ${route} events: ["a.b"]}; } //!`,
    says: 'A3 emits "a.b", which has no payload message',
  },
  {
    problem: 'an event declared twice',
    text: `---message E1 { option (benchline.options.v1.event) = {names: ["e.one"]}; int64 id = 1; }
      message E2 { option (benchline.options.v1.event) = {names: ["e.one"]}; int64 id = 1; } //!`,
    says: 'the event "e.one" is declared twice',
  },
  {
    problem: 'a transition of an unknown kind',
    text: `rpc A5(R) returns (R) { option (benchline.options.v1.action) = {get: "/five" ${route} transitions: [{kind: "no" field: "s" to: "a"}]}; } //!`,
    says: 'A5 moves the unknown kind "no"',
  },
  {
    problem: 'a transition of an unknown field',
    text: `rpc A6(R) returns (R) { option (benchline.options.v1.action) = {get: "/six" ${route} transitions: [{kind: "k6" field: "no" to: "a"}]}; } //!
      ---message K6 { option (benchline.options.v1.kind) = {name: "k6" states: [{field: "s" values: ["a"]}]}; string s = 1; }`,
    says: 'A6 moves "no" of k6, which has no such states',
  },
  {
    problem: 'a transition from or to an unknown state',
    text: `rpc A7(R) returns (R) { option (benchline.options.v1.action) = {get: "/seven" ${route} transitions: [{kind: "k7" field: "s" from: ["b"] to: "a"}]}; } //!
      ---message K7 { option (benchline.options.v1.kind) = {name: "k7" states: [{field: "s" values: ["a"]}]}; string s = 1; }`,
    says: 'A7 moves k7 from or to the unknown s "b"',
  },
  {
    problem: 'a path parameter without a field',
    text: `rpc A8(R) returns (R) { option (benchline.options.v1.action) = {get: "/eight/{no}" ${route}}; } //!`,
    says: 'A8 has the path parameter "no", which is no field of bad8.v1.R',
  },
  {
    problem: 'a GET with a message in it',
    text: `rpc A9(M) returns (R) { option (benchline.options.v1.action) = {get: "/nine" ${route}}; }
      ---message M {
        One one = 1; //!
      }`,
    says: 'A9 is a GET; a query can\'t carry "one"',
  },
  {
    problem: 'a bulk action of an unknown one',
    text: `rpc A10(R) returns (R) { option (benchline.options.v1.action) = {post: "/ten" ${route} bulk_of: "No"}; } //!`,
    says: 'A10 runs the unknown action "No" on its rows',
  },
  {
    problem: 'a bulk action without rows',
    text: `rpc A11(R) returns (R) { option (benchline.options.v1.action) = {post: "/eleven" ${route}}; }
      rpc B11(R) returns (R) { option (benchline.options.v1.action) = {post: "/eleven/bulk" ${route} bulk_of: "A11"}; } //!`,
    says: 'B11 runs A11 on its rows, but its request has no list "items" of bad11.v1.R',
  },
  {
    problem: 'a text without a length',
    text: `rpc A12(M) returns (R) { option (benchline.options.v1.action) = {post: "/twelve" ${route}}; }
      ---message M {
        string text = 1; //!
      }`,
    says: '"text" is a text without max_length',
  },
  {
    problem: 'a list without a count, deep inside',
    text: `rpc A13(M) returns (R) { option (benchline.options.v1.action) = {post: "/thirteen" ${route}}; }
      ---message M { Inner inner = 1; }
      message Inner {
        repeated int64 numbers = 1; //!
      }`,
    says: '"numbers" is a list without max_items',
  },
  {
    problem: 'a list of texts without a length',
    text: `rpc A14(M) returns (R) { option (benchline.options.v1.action) = {post: "/fourteen" ${route}}; }
      ---message M {
        repeated string texts = 1 [(benchline.options.v1.field) = {max_items: 3}]; //!
      }`,
    says: '"texts" is a list of texts without item_max_length',
  },
  {
    problem: 'one tool name for two actions',
    text: `rpc A15(R) returns (R) { option (benchline.options.v1.action) = {get: "/fifteen" ${route} tool: "t"}; }
      rpc B15(R) returns (R) { option (benchline.options.v1.action) = {get: "/fifteen/b" ${route} tool: "t"}; } //!`,
    says: 'B15 has the tool name "t", which A15 at bad15/v1/bad15.proto:',
  },
  {
    problem: 'two owners in one package',
    text: `rpc A16(R) returns (R) { option (benchline.options.v1.action) = {get: "/sixteen" ${route}}; }
      ---service Other { //!
        option (benchline.options.v1.actions) = {owner: "other" scopes: ["x:view"]};
        rpc B16(R) returns (R) { option (benchline.options.v1.action) = {get: "/sixteen/b" ${route}}; }
      }`,
    says: 'Other names the owner "other", another service of its package "owner"',
  },
  {
    problem: 'a PATCH without a mask',
    text: `rpc A17(One) returns (R) { option (benchline.options.v1.action) = {patch: "/seventeen/{id}" ${route}}; } //!`,
    says: 'A17 is a PATCH whose request has no google.protobuf.FieldMask update_mask',
  },
  {
    problem: 'an action declared twice',
    text: `rpc A18(R) returns (R) { option (benchline.options.v1.action) = {get: "/eighteen" ${route}}; }
      ---service Other {
        option (benchline.options.v1.actions) = {owner: "owner" scopes: ["x:view"]};
        rpc A18(R) returns (R) { option (benchline.options.v1.action) = {get: "/eighteen/b" ${route}}; } //!
      }`,
    says: 'the action "A18" is declared twice',
  },
  {
    problem: 'an action without a route',
    text: `rpc A19(R) returns (R) { option (benchline.options.v1.action) = {${route}}; } //!`,
    says: 'A19 has no route',
  },
  {
    problem: 'an action on no surface',
    text: `rpc A20(R) returns (R) { option (benchline.options.v1.action) = {get: "/twenty" scope: "x:view"}; } //!`,
    says: 'A20 stands on no surface',
  },
  {
    problem: 'a message that holds itself',
    text: `rpc A21(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentyone" ${route}}; }
      ---message M {
        M inner = 1; //!
      }`,
    says: 'bad21.v1.M holds itself; give the nesting an end',
  },
  {
    problem: 'a field that callers have no type for',
    text: `rpc A22(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentytwo" ${route}}; }
      ---message M {
        bytes raw = 1 [(benchline.options.v1.field) = {max_length: 3}]; //!
      }`,
    says: '"raw" has a type that callers can\'t send; enums are strings with values, maps are lists',
  },
  {
    problem: 'a field named like what every object has',
    text: `rpc A23(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentythree" ${route}}; }
      ---message M {
        bool constructor = 1; //!
      }`,
    says: 'the field name "constructor" is not usable',
  },
  {
    problem: 'a private value in an event',
    text: `---message K24 { option (benchline.options.v1.kind) = {name: "k24"}; string owner = 1 [(benchline.options.v1.field) = {personal: true}]; }
      message E24 {
        option (benchline.options.v1.event) = {names: ["k24.created"]};
        string owner = 1; //!
      }`,
    says: '"k24.created" would carry "owner", a private value of k24',
  },
  {
    problem: 'unique_by of a field that items lack',
    text: `rpc A25(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentyfive" ${route}}; }
      ---message M {
        repeated One ones = 1 [(benchline.options.v1.field) = {max_items: 3, unique_by: "no"}]; //!
      }`,
    says: '"ones" is unique by "no", which its items don\'t have',
  },
  {
    problem: 'a field that is required without one that is not there',
    text: `rpc A26(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentysix" ${route}}; }
      ---message M {
        optional int64 one = 1 [(benchline.options.v1.field) = {required_without: "no"}]; //!
      }`,
    says: '"one" is required without "no", which its message doesn\'t have',
  },
  {
    problem: 'a secret in an event',
    text: `---message K27 { option (benchline.options.v1.kind) = {name: "k27"}; string code = 1 [(benchline.options.v1.field) = {sensitive: true}]; }
      message E27 {
        option (benchline.options.v1.event) = {names: ["k27.created"]};
        string code = 1; //!
      }`,
    says: '"k27.created" would carry "code", a private value of k27',
  },
  {
    problem: 'a name for rows that is always there',
    text: `rpc A28(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentyeight" ${route}}; }
      ---message M {
        int64 number = 1 [(benchline.options.v1.field) = {bulk_only: true}]; //!
      }`,
    says: '"number" is for rows of a bulk only, so it must be optional',
  },
  {
    problem: 'bytes of JSON that is none',
    text: `rpc A29(M) returns (R) { option (benchline.options.v1.action) = {post: "/twentynine" ${route}}; }
      ---message M {
        optional string text = 1 [(benchline.options.v1.field) = {max_length: 5, max_bytes: 5}]; //!
      }`,
    says: '"text" has rules of JSON, but is none',
  },
  {
    problem: 'an action for keys that robots have no name for',
    text: `rpc A30(R) returns (R) { option (benchline.options.v1.action) = {post: "/thirty" ${route}}; } //!`,
    says: 'A30 may be called with a key, but has no name for robots',
  },
  {
    problem: "a robot name of an action that isn't for robots",
    text: `rpc A31(R) returns (R) { option (benchline.options.v1.action) = {get: "/thirtyone" ${route} robot: "a.view"}; } //!`,
    says: 'A31 has a name for robots, but is none of their actions',
  },
  {
    problem: 'a robot name that is not two words',
    text: `rpc A32(R) returns (R) { option (benchline.options.v1.action) = {post: "/thirtytwo" ${route} robot: "a.b.*"}; } //!`,
    says: 'A32 has the robot name "a.b.*", which is not like "samples.create"',
  },
  {
    problem: 'one robot name for two actions',
    text: `rpc A33(R) returns (R) { option (benchline.options.v1.action) = {post: "/thirtythree" ${route} robot: "a.make"}; }
      rpc B33(R) returns (R) { option (benchline.options.v1.action) = {post: "/thirtythree/b" ${route} robot: "a.make"}; } //!`,
    says: 'B33 has the robot name "a.make", which A33 at bad33/v1/bad33.proto:',
  },
];

/** The declarations as a proto file of their own, `bad0/v1/bad0.proto` and so on. */
export function protoOf({ text }: BadDeclaration, index: number): string {
  const [members = '', messages = ''] = text.split('---');
  return `syntax = "proto3";
package bad${String(index)}.v1;
import "benchline/options/v1/options.proto";
service Bad {
  option (benchline.options.v1.actions) = {owner: "owner" scopes: ["x:view"]};
  ${members}
}
${messages}
message R {}
message One { int64 id = 1; bool name = 2; }`;
}
