// Package directory says who exists: the users that the tester provisions in both fakes, and what each is licensed for.
package directory
