import { describe, expect, it } from 'vitest'
import { describePlace, readRedisPlace } from './redis-place.js'

const single = (host: string, port = 6_379, access = {}) => ({ nodes: [{ host, port }], isCluster: false, access })

describe('readRedisPlace', () => {
  it.each([
    ['redis://127.0.0.1', single('127.0.0.1')],
    ['redis://localhost:7000/', single('localhost', 7_000)],
    ['redis://localhost:7000/0', single('localhost', 7_000)],
    ['redis://[::1]:7000/3', single('::1', 7_000, { db: 3 })],
    ['redis://:word@db', single('db', 6_379, { password: 'word' })],
    [
      'rediss://me:a%2Cb%40c@db.example:6380',
      single('db.example', 6_380, { username: 'me', password: 'a,b@c', tls: {} }),
    ],
  ])('reads %s', (text, place) => {
    expect(readRedisPlace(text)).toEqual(place)
  })

  it('reads several URLs as nodes of a cluster with one user and password', () => {
    expect(readRedisPlace('redis://:word@one:7000, redis://:word@two')).toEqual({
      nodes: [
        { host: 'one', port: 7_000 },
        { host: 'two', port: 6_379 },
      ],
      isCluster: true,
      access: { password: 'word' },
    })
  })

  it.each([
    'localhost:6379',
    'http://localhost',
    'redis:localhost',
    'redis://',
    'redis://:7000',
    'redis://host:port',
    'redis://host/name',
    'redis://host/0/1',
    'redis://host?db=1',
    'redis://host#1',
    'redis://:100%@host',
    'redis:///run/redis.sock',
    'redis://one,',
    'redis://one,two',
    'redis://one/1,redis://two/1',
    'redis://one,rediss://two',
    'redis://:word@one,redis://:other@two',
  ])('refuses %s', (text) => {
    expect(readRedisPlace(text)).toBeUndefined()
  })
})

describe('describePlace', () => {
  it.each([
    ['redis://me:hidden@db:7000/1', 'Redis at db:7000'],
    ['redis://[::1]', 'Redis at [::1]:6379'],
    ['redis://:hidden@one,redis://:hidden@two', 'the Redis Cluster at one:6379, two:6379'],
  ])('shows no secret of %s', (text, words) => {
    const place = readRedisPlace(text)
    expect(place && describePlace(place)).toBe(words)
  })
})
