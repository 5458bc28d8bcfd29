// Written by scripts/types.mjs from schemas/src/main/resources/milepost/events.json. Change that, then: npm run types

/**
 * The data of events, by type. More fields may come with any of them. Timestamps are RFC 3339.
 */
export interface EventPayloads {
  'activity-logged': ActivityLoggedEvent;
  'member-joined': MemberJoinedEvent;
  'member-left': MemberLeftEvent;
  'goal-updated': GoalUpdatedEvent;
  'milestone-reached': MilestoneReachedEvent;
  activity: PovActivity;
  event_update: EventUpdate;
  event_created: EventUpdate;
  event_deleted: EventDeleted;
  metrics_update: MetricsUpdate;
  metric_update: MetricUpdate;
  message: ChatMessage;
  typing: Typing;
  edit: Edit;
  user_joined: UserJoined;
  user_left: UserLeft;
}
/**
 * Somebody of a team has moved.
 */
export interface ActivityLoggedEvent {
  userId: string;
  activityId: string;
  /**
   * Miles.
   */
  distance: number;
  /**
   * Seconds.
   */
  duration: number;
  timestamp: string;
  location?: {
    lat: number;
    lng: number;
  };
}
/**
 * Somebody has joined a team.
 */
export interface MemberJoinedEvent {
  userId: string;
  teamId: string;
  memberName: string;
  email?: string;
  joinedAt: string;
}
/**
 * Somebody has left a team.
 */
export interface MemberLeftEvent {
  userId: string;
  teamId: string;
  memberName?: string;
  leftAt?: string;
}
/**
 * A team is nearer to its goal.
 */
export interface GoalUpdatedEvent {
  teamId: string;
  goalId: string;
  name?: string;
  /**
   * Miles.
   */
  target?: number;
  /**
   * Miles.
   */
  progress?: number;
  percent?: number;
}
/**
 * A team has come to a place on its way.
 */
export interface MilestoneReachedEvent {
  teamId: string;
  milestoneId: string;
  name?: string;
  route?: string;
  reachedAt?: string;
  location?: {
    lat: number;
    lng: number;
  };
}
/**
 * Something has happened in a PoV.
 */
export interface PovActivity {
  id: string;
  type: string;
  action: string;
  povId: string;
  userId: string;
  title: string;
  message: string;
  severity?: 'error' | 'warning' | 'info' | 'success';
  actionUrl?: string;
}
/**
 * An event has gone on, such as to a delivery.
 */
export interface EventUpdate {
  id: string;
  status: string;
  /**
   * Milliseconds.
   */
  delivery_latency_ms?: number;
  updated_at: string;
}
/**
 * An event has been deleted.
 */
export interface EventDeleted {
  id: string;
}
/**
 * How many events there are.
 */
export interface MetricsUpdate {
  total_events: number;
  pending_events: number;
  delivered_events: number;
  failed_events: number;
}
/**
 * One figure.
 */
export interface MetricUpdate {
  metric: string;
  value?: unknown;
  timestamp?: string;
}
/**
 * Somebody has said something. The rooms add id, author and timestamp.
 */
export interface ChatMessage {
  content: unknown;
  /**
   * Such as text.
   */
  messageType?: string;
}
/**
 * Somebody is writing, or is not any more. A signal: it leaves no trace.
 */
export interface Typing {
  userId?: string;
  isTyping: boolean;
}
/**
 * Somebody has changed a text that several work on. The rooms add id, author and timestamp.
 */
export interface Edit {
  /**
   * Such as insert.
   */
  operation: string;
  /**
   * Characters from the beginning.
   */
  position: number;
  content?: string;
  /**
   * What its author had seen.
   */
  version?: number;
}
/**
 * Somebody has entered a room.
 */
export interface UserJoined {
  userId: string;
  username: string;
}
/**
 * Somebody has left a room.
 */
export interface UserLeft {
  userId: string;
  username: string;
}
