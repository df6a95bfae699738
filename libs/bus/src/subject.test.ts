import { expect, test } from '@jest/globals';
import { checkPattern, checkSubject, subjectMatches } from './subject.ts';
import { matching, notPatterns, notSubjects } from './subject-table.ts';

test.each(matching)('pattern %s, subject %s: %s', (pattern, subject, fits) => {
  checkPattern(pattern);
  checkSubject(subject);

  expect(subjectMatches(pattern, subject)).toBe(fits);
});

test.each(notSubjects)('%j is not a subject', (subject) => {
  expect(() => {
    checkSubject(subject);
  }).toThrow(TypeError);
});

test.each(notPatterns)('%j is not a pattern', (pattern) => {
  expect(() => {
    checkPattern(pattern);
  }).toThrow(TypeError);
});
